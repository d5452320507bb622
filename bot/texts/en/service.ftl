### When something of ours went wrong.

trouble = I could not deal with your last message, but it is kept. If you are unwell: SOS, or ring { $emergency }. If not, please text it again in other words.
late-notice = The next message comes late{ $has_late ->
    [yes] {" "}(due { $late_due }, now { $late_now })
   *[no] { $has_at ->
        [yes] : it was meant for { $at }
       *[no] {""}
    }
}. Sorry.

# To the operator: ids and codes only.
operator-dead-letter = Stepdown: a message ({ $code }) could not be sent: { $says }. It has no other way. See: stepdown audit.
operator-channel-lost = Stepdown: nothing arrives at contact { $code } any more: { $says }. See: stepdown patients.
operator-channel-off = Stepdown: the channel { $code } refuses everything: { $says }. Texts wait until that is mended. See: stepdown check.
