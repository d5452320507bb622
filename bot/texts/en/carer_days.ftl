### A caregiver's own days: a daily question, a digest, away dates, a lost phone; and what the person sees of it.

carer-check = Have you seen or heard { $patient } today? Confused, hot, very stiff, seeing things? 6 themselves, 7 something is wrong. Not seen today: nothing to do.
carer-digest = { $patient } today: { $has_at ->
    [yes] last heard { $at }.
   *[no] not heard.
}{ $has_planned ->
    [yes] {" "}{ $taken } of { $planned } recorded.
   *[no] {""}
}{ $has_how ->
    [yes] { $how ->
        [usual] {" "}They feel as usual.
        [worse] {" "}They feel worse than usual.
       *[unknown] {" "}They have not said how they feel.
    }
   *[no] {""}
}{ $has_alarm ->
    [yes] {" "}An alarm is on.
   *[no] {" "}There is no alarm.
}
carer-daily-on = Noted. Once a day I ask you how { $patient } is. You answer 6 themselves, 7 something is wrong. DAILY OFF ends that.
carer-daily-off = Noted: no daily question about { $patient }. If something is wrong: 7, at any hour.
carer-digest-on = Noted. Once a day I tell you what { $patient } has agreed to show. DIGEST OFF ends that.
carer-digest-off = Noted: no daily digest about { $patient }.
carer-who = For { $patient } I tell: { $names }.{ $has_away ->
    [yes] {" "}Away just now: { $away }.
   *[no] {""}
}
who-is-told = { $has_names ->
    [yes] If you go quiet or sound unwell I tell: { $names }.
   *[no] There is nobody whom I may tell. Text the first name of somebody who may know.
}{ $has_away ->
    [yes] {" "}Away just now: { $away }.
   *[no] {""}
} TOLD shows what I told them.
carer-away = Thank you. I leave you out for { $patient } until { $day }{ $has_names ->
    [yes] {" "}and tell { $names } instead.
   *[no] . There is nobody else, so in an alarm I still tell you.
} { $patient } hears so now. Back sooner: AWAY.
carer-away-how = Until when? Please text AWAY TILL and the day on which you are back for { $patient }, like AWAY TILL FRIDAY.
carer-away-held = There is an alarm for { $patient } just now. Please say so again when somebody else is on it, or when it is over. 5 hands it on.
carer-away-you = { $name } is away until { $day }.{ $has_names ->
    [yes] {" "}Until then I tell { $names }.
   *[no] {" "}Nobody else is there, so I still tell { $name } in an alarm.
}
carer-back = You are back for { $patient }: I tell you again.
carer-back-you = { $name } is back: I tell { $name } again.
carer-lost-sure = Is { $patient }'s phone lost? Then nothing is sent there any more, and there are no reminders until a new number is set up. If so, text LOST once more. In doubt, ring { $patient } first.
carer-lost-which = You look after { $names }, and I can't tell whose phone is lost. Please ask whoever set this up for you.
carer-lost-muted = Noted: nothing is sent to { $patient }'s phone any more. I have no way to hear them now, so please go and see them. A new number is set up with you and a code.
carer-told-lost = { $name } says that { $patient }'s phone is lost. Nothing is sent there any more, and I can't hear { $patient }. Please look after them until there is a new number.

told = { $told_list }
told-wide = What I told others, newest first:

    { $told_lines }
told-nothing = I have told nobody anything about you in the last two weeks.
shown-nothing = Noted: a daily digest only says whether I heard from you. SHOW LIST or SHOW ALL changes that.
shown-doses = Noted: a daily digest may say how many of your list are recorded. SHOW NOTHING ends that.
shown-all = Noted: a daily digest may say how many are recorded, and whether you feel worse. SHOW NOTHING ends that.
