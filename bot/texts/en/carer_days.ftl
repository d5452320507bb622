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
carer-away = Thank you. { $has_from_day ->
    [yes] From { $from_day } until { $day } I leave you out for { $patient }
   *[no] I leave you out for { $patient } until { $day }
}{ $has_names ->
    [yes] {" "}and tell { $names } instead.
   *[no] . There is nobody else, so in an alarm I still tell you.
} { $patient } hears so now. { $has_from_day ->
    [yes] Not going after all: AWAY.
   *[no] Back sooner: AWAY.
}
carer-away-how = Until when? Please text AWAY TILL and the day on which you are back for { $patient }, like AWAY TILL FRIDAY. For later: AWAY FROM MONDAY TILL FRIDAY.
carer-away-held = Thank you, noted: away until { $day }. There is an alarm for { $patient } just now. I leave you out once it is over or somebody else is on it. 5 hands it on.
carer-away-begins = As you said, I leave you out for { $patient } until { $day }. Back sooner: AWAY.
carer-away-you = { $name } is away { $has_from_day ->
    [yes] from { $from_day }{" "}
   *[no] {""}
}until { $day }.{ $has_names ->
    [yes] {" "}I tell { $names } then.
   *[no] {" "}Nobody else is there, so I still tell { $name } in an alarm.
}
carer-first = { $name } is away until { $day }. Until then you are the first I tell if { $patient } goes quiet or sounds unwell. WHO shows everybody.
carer-back = You are there for { $patient }: I tell you as before. { $patient } hears so too.
carer-back-you = { $name } is there again: I tell { $name } as before.
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
