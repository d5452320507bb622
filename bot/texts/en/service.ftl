### When something of ours went wrong.

trouble = I could not deal with your last message, but it is kept. If you are unwell: SOS, or ring { $emergency }. If not, please text it again in other words.
# While nothing can be looked up. Whoever writes may be the person or a caregiver.
kept-red = In danger, ring { $emergency } now. I keep your text, but I can't look anything up just now and have told nobody yet: ring somebody who can come. This is automatic. No one is watching live.
kept-suicide = I'm glad you told me. Please { $crisis } now. In danger this minute: { $emergency }. I can't reach anybody for you just now: please talk to a person. This is automatic.
late-notice = The next message comes late{ $has_late ->
    [yes] {" "}(due { $late_due }, now { $late_now })
   *[no] { $has_at ->
        [yes] : it was meant for { $at }
       *[no] {""}
    }
}. Sorry.

# Asked for by whoever set it up.
test-message = A test, { $name }: my messages reach you here. There is nothing to do.

# To the operator: ids and codes only.
operator-dead-letter = Stepdown: a message ({ $code }) could not be sent: { $says }. It has no other way. See: stepdown audit.
operator-channel-lost = Stepdown: I can not reach contact { $code } any more: { $says }. Who is it? Ask them to write to me.
operator-unproven = Stepdown: for patient { $code } these people did not answer two tests: { $says }. Please look: stepdown patients show { $code }.
operator-filtered = Stepdown: carriers held back a text ({ $code }): { $says }. The same words do not go by text again. Please look at the sender's registration.
operator-channel-off = Stepdown: { $code } takes no texts from me: { $says }. They wait. To mend it, run stepdown check.
operator-was-down = Stepdown: nothing ran from { $from } until { $until }. What was due goes late, and people hear why.
operator-trouble = Stepdown: { $about ->
    [beat] nobody has looked what is due for minutes: no reminders. Is stepdown run alive?
    [inbox] what people write has not been dealt with for minutes.
    [outbox] messages by { $says } wait and do not leave.
    [provider] { $says } has taken nothing for minutes. Messages wait, and go late.
    [receipts] for hours no receipt came for any text. Does PUBLIC_URL still lead here?
    [spool] the database does not take what people write. It is kept on the disk until it does.
    [disk] the disk is nearly full: { $says } left.
    [backup] the daily copy was not made: { $says }
    [rows] I can not read { $says }. Whom it concerns hears nothing of it until it is mended. See: stepdown unread.
    [audit] the audit does not hold (rule { $says }). See: stepdown audit.
    [clock] this machine's clock jumped by { $says }, or it slept. See: stepdown check.
    [database] the database does not answer. No reminders leave. What people write is kept on the disk.
   *[other] something is wrong.
} Since { $since }.
operator-in-order = Stepdown: in order again since { $since }: { $about ->
    [beat] what is due is looked at.
    [inbox] what people write.
    [outbox] messages leave.
    [provider] messages are taken.
    [receipts] receipts come.
    [spool] what was kept on the disk is in the database.
    [disk] there is room on the disk.
    [backup] the daily copy was made.
    [rows] all can be read.
    [audit] the audit holds.
    [clock] the clock runs evenly.
   *[other] the database answers.
}
operator-restored = Stepdown: a backup was put back. All from { $from } until { $until } is lost: answers, plans, new people, opt-outs, erasures. See: docs/faults.md.
