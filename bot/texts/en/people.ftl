### To caregivers, and about them.

carer-welcome = Stepdown, for { $patient }: may I text you if { $patient } goes quiet or sounds unwell? Rates may apply. This is automatic. No one is watching live. It cannot call an ambulance. Text OK to agree. STOP ends all texts.
# Without calls that is said here, before it is needed.
carer-agreed = Thank you. If { $patient } goes quiet or sounds unwell I text you, in their words. You answer 4 on it, 5 can't, 6 spoke with them, 7 something is wrong. { $calls ->
    [yes] A text wakes nobody: may I also ring you, only in an alarm? Text CALL.
   *[no] A text wakes nobody at night, and I cannot ring you.
}
calls-on = Thank you. In an alarm I text you and ring you there, twice within 3 minutes. No more calls? Text NO CALLS.
calls-off = Noted: no calls. In an alarm I text you, which wakes nobody at night.
calls-which = Which phone shall I ring? Please text CALL and its whole number with the country's code, like CALL +44 20 7946 0000.
calls-number-how = I can't read that number. Please text CALL and the whole number with + and the country's code, like CALL +44 20 7946 0000.
calls-not-here = I cannot ring anybody here, only text. Please turn the sound of my texts up at night.
# The number is theirs once they have said what was spoken there.
calls-code = I ring that number now and say a code of 4 digits. Please text me the code here. Then I know that the phone is yours.
calls-code-wrong = That is not the code I said. Please text the 4 digits once more.
calls-code-over = That code is no longer good. Text CALL and the number, and I ring with a new one.
calls-code-enough = I have rung that number three times today and heard no code. Please try again tomorrow, or name another one.
calls-unheard = I rang the number you gave me, and nobody picked up. Text CALL and the number, and I try again.
calls-ended = I can no longer ring the phone you gave me. My texts still come here. To be rung in an alarm, text CALL and a number.
voice-code = This is Stepdown, an automatic call. { $name } asked me to ring this phone, to see that it is theirs. The code is: { $code }. Once more: { $code }. Please text it to me. If nobody here asked for it, there is nothing to do.
carer-noted = Thank you, noted. This is automatic. No one is watching live. If somebody is in danger, ring { $emergency }.
# Half an hour before a caregiver is asked to ring, the person hears it.
carer-soon = { $has_doses ->
    [yes] { $doses_times } { $doses_count ->
        [one] is
       *[other] are
    } still open.
   *[no] Something is still open.
} If I hear nothing by { $until } I'll ask { $name } to ring you.
carer-joined = { $name } has agreed: I tell them if you go quiet or sound unwell, in your words. Not right? Text DON'T TELL and the name.
carer-stopped = I can no longer reach { $name }: they ended my messages. Please choose somebody else whom I may tell. Text their first name.

# Half awake, in two segments: who, when, what they wrote, whom to ring and what to say there, the door, how to answer.
red-flag-alert = ALARM { $at }, { $patient }{ $has_said ->
    [yes] : "{ $said }"
   *[no] { $has_signs ->
        [yes] {" "}tells of { $signs }
       *[no] {""}
    }
}. Ring { $has_phone ->
    [yes] { $phone }
   *[no] them
}, then { $emergency }{ $has_medicine ->
    [yes] : { $medicine }, being reduced
   *[no] {""}
}{ $has_last_taken ->
    [yes] , last { $last_taken }
   *[no] {""}
}.{ $has_address ->
    [yes] {" "}{ $address }.
   *[no] {""}
}{ $has_key ->
    [yes] {" "}Key: { $key }.
   *[no] {""}
} 4 on it, 5 can't, 6 spoke with them, 7 something is wrong. This is automatic. No one is watching live. It cannot call an ambulance.

opted-out-alert = { $patient } has ended my messages. I can't remind them or hear how they are now. Please ring them today. This is automatic. No one is watching live. 4 on it, 5 can't, 6 spoke with them, 7 something is wrong.
channel-lost-alert = My messages to { $patient } no longer arrive. I can't remind them or hear how they are now. Please ring them today. This is automatic. No one is watching live. 4 on it, 5 can't, 6 spoke with them, 7 something is wrong.
carer-lost = My messages to { $name } no longer arrive. Please ask { $name } to write to me, or choose somebody else whom I may tell: text their first name.
please-ring = { $about ->
    [supply] Please ring { $patient } today: what they have may run out soon. Help them reach a pharmacist or the clinic.
    [silence] Please ring { $patient }: I have not heard from them for a while.
    [unconfirmed] Please ring { $patient }: something on their list is still open, and I have not heard from them.
    [reason] Please ring { $patient } today: something on their list was not taken, and they may need help.
    [unwell] Please ring { $patient } today: they feel worse, and their prescriber or pharmacist may need to hear it.
    [doubt] Please ring { $patient } now: I am not sure that they are well, and they have not answered me.
   *[budget] Please ring { $patient }: some of today is still open, and I have sent all the texts I may send in a day.
} This is automatic. No one is watching live. Answer 4 on it, 5 can't, 6 spoke with them, 7 something is wrong.
supply-alert = What { $patient } has may run out { $run_out_day }. Running out is like a sudden stop. Please ring them and help them reach a pharmacist or the clinic. 4 on it, 5 can't, 6 spoke with them, 7 something is wrong.
outage-told = { $why ->
    [lost] My notes from { $from } until { $until } are lost, with what { $patient } or you told me then. An alarm that had ended may come again. Please ring them and ask how they are.
   *[other] I was out of service from { $from } until { $until }. { $patient } had no reminders then, and I could not hear them. Please ring them and ask how they are.
}

# One phone, several people.
who-writes = Who is writing? Text just the name: { $either }. In danger ring { $emergency }, or text SOS.
# Their messages come another way from now on.
other-way = My messages to your { $has_same ->
    [yes] {"other "}
   *[no] {""}
}{ $way ->
    [sms] phone
    [telegram] Telegram chat
   *[console] window
} no longer arrive, so they all come here now.

# The monthly drill.
carer-drill = A test, nothing is wrong: please answer 4 to show that this reaches you. So I know that I can tell you if { $patient } is unwell.
carer-drill-done = Thank you. I know now that I reach you for { $patient }. There is no alarm.
carer-unproven = I asked { $names } to show that my texts arrive, twice, and heard nothing. Please ask { $names }, or choose somebody else whom I may tell: text their first name.

# Spoken by a machine, maybe to an answering machine: no word of what was written, and nothing of the medicine.
voice-alert = This is Stepdown, an automatic call. { $patient } may be in danger. A text on your phone says all of it. { $keys ->
    [yes] Press 4 if you are on it, 5 if you can't, 6 if you spoke with them, 7 if something is wrong.
   *[no] Please answer that text.
} No one is watching live. I cannot call an ambulance.

# A new phone, or a new number.
carer-new-phone = Please give { $patient } this code, in person: { $code }. They text it to me from the new phone. It works once, for 14 days.
carer-new-phone-on = { $patient } has a new phone{ $has_phone ->
    [yes] : { $phone }
   *[no] {""}
}. My messages go there now.
new-phone-asked = { $name } has asked me for a code, so that a new phone can get my messages to you. If that is not right, please talk to { $name }.
new-phone-how = { $has_names ->
    [yes] For a new phone ask { $names } to text me NEW PHONE. They get a code for you
   *[no] For a new phone ask whoever set this up for you for a code
}, and you text it to me from the new phone.
new-phone-confirm = Another { $way ->
    [sms] phone
    [telegram] Telegram chat
   *[console] window
} wants to get my messages to you. Is it yours? Text OK, and they go there too. If not, there is nothing to do.
new-phone-waits = I have asked on the phone that I know whether this one is yours: please text OK there. { $has_names ->
    [yes] Is it lost? Then ask { $names } to text me LOST.
   *[no] Is it lost? Then ask whoever set this up for you.
}
new-phone-on = Noted: my messages go to your new phone from now on.

# A number that belonged to somebody else before.
who-is-this = This is Stepdown: automatic messages that were asked for on this phone. Nobody reads along. Not yours? Text WRONG NUMBER, and they end.
wrong-number = Thank you. I send nothing more to this number. Sorry for the trouble.
