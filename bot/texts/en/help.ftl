### Help that comes: to caregivers, and to the person, while an alarm is on. Nothing here guesses what a sign comes from.

## To caregivers. Half awake, in two segments: who, what, whom to ring, what to say there, how to answer.
silence-alert = ALARM: { $patient }, silent since { $since }. Ring { $has_phone ->
    [yes] { $phone }
   *[no] them
} or go there{ $has_address ->
    [yes] : { $address }
   *[no] {""}
}.{ $has_key ->
    [yes] {" "}Key: { $key }.
   *[no] {""}
} No answer: ring { $emergency } and ask for a check{ $has_medicine ->
    [yes] : { $medicine }, being reduced
   *[no] {""}
}{ $has_last_taken ->
    [yes] , last { $last_taken }
   *[no] {""}
}. 4 on it, 5 can't, 6 spoke with them, 7 something is wrong. This is automatic. No one is watching live. It cannot call an ambulance.

carer-alert = ALARM { $at }: { $name } says { $patient } is unwell{ $has_said ->
    [yes] : "{ $said }"
   *[no] .
} Ring { $has_phone ->
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

signs-alert = Please ring { $patient } now{ $has_phone ->
    [yes] {" "}on { $phone }
   *[no] {""}
}. They wrote { $at }: "{ $said }". Two signs together: help them ring { $urgent }.{ $has_last_taken ->
    [yes] {" "}Last taken { $last_taken }.
   *[no] {""}
} 4 on it, 5 can't, 6 spoke with them, 7 something is wrong. This is automatic. No one is watching live. It cannot call an ambulance.

doubt-alert = Please ring { $patient } now{ $has_phone ->
    [yes] {" "}on { $phone }
   *[no] {""}
}. They wrote { $at }: "{ $said }". I asked twice whether they are well, and they have not answered. In danger: { $emergency }. 4 on it, 5 can't, 6 spoke with them, 7 something is wrong. This is automatic. It cannot call an ambulance.

urgent-alert = Please ring { $patient } now: little of their list is recorded in the last day. A sudden change can be dangerous. Help them ring { $urgent }.{ $has_last_taken ->
    [yes] {" "}Last taken { $last_taken }.
   *[no] {""}
} 4 on it, 5 can't, 6 spoke with them, 7 something is wrong. This is automatic. No one is watching live. It cannot call an ambulance.

carer-on-it = Thank you, you are on it for { $patient }. They hear so now. Answer 6 when you spoke with them, 7 if something is wrong. After half an hour I ask all of you again.
carer-cannot = Noted: you can't now. I go on to the next one for { $patient }. If that changes: 4.
carer-all-clear = Noted: you spoke with { $patient }. Are they themselves now? 6 themselves, 7 something is wrong. Until then the alarm stays on.
carer-have-you-spoken = Have you spoken with { $patient }? 6 spoke with them, 4 on it, 7 something is wrong. Until somebody has, the alarm stays on.
carer-over = Thank you. The alarm for { $patient } is over, and everybody hears so. If that changes: 7.
carer-themselves = Noted: { $patient } is themselves. If that changes: 7.
carer-nothing-open = There is no alarm for { $patient } now. 6 they are themselves, 7 something is wrong. STATUS tells what I last heard.
carer-wrong = If in doubt ring { $emergency } now{ $has_medicine ->
    [yes] : say { $medicine } is being reduced, and keep the box at hand
   *[no] {""}
}.{ $has_last_taken ->
    [yes] {" "}Last taken { $last_taken }.
   *[no] {""}
}{ $has_names ->
    [yes] {" "}I am telling { $names } as well.
    [no] {" "}There is nobody else whom I can tell.
   *[unsaid] {""}
} Answer 6 when { $patient } is themselves. This is automatic. It cannot call an ambulance.
carer-which = About whom is that? Please text the number and the name: { $either }.
carer-which-wrong = If in doubt ring { $emergency } now. About whom is that? Please text 7 and the name: { $either }.
carer-how = How is { $patient }? 6 themselves, 7 something is wrong, 4 on it, 5 can't. This is automatic. In danger ring { $emergency }.
carer-told-on-it = { $name } is on it for { $patient }.
carer-told-spoke = { $name } spoke with { $patient }. The alarm stays on until I know that they are themselves.
carer-told-words = { $patient } now writes: "{ $said }". The alarm goes on until one of you has spoken with them. 4 on it, 6 spoke with them, 7 something is wrong.
carer-stand-down = { $has_name ->
    [yes] { $name } has spoken with { $patient }. The alarm is over.
   *[no] { $patient } has answered. Nothing is open any more.
}
carer-given-up = I have tried everybody for { $patient } and had no answer. { $has_until ->
    [yes] If nothing is heard by { $until }, I ask you again.
   *[no] I will not ask you again about this.
} Please ring them. In danger ring { $emergency }.
carer-status = { $patient }: { $has_at ->
    [yes] last heard { $at }.
   *[no] I have not heard from them yet.
}{ $has_last_taken ->
    [yes] {" "}Last taken { $last_taken }.
   *[no] {""}
} { $has_since ->
    [yes] An alarm is on since { $since }{ $has_name ->
        [yes] , { $name } is on it
       *[no] {""}
    }.
   *[no] There is no alarm.
} 6 they are themselves, 7 something is wrong.
carer-left = Thank you for having been there for { $patient }. They hear now that I no longer tell you.
carer-leave-held = Thank you, noted. There is an alarm for { $patient } just now. I leave you out once it is over or somebody else is on it. 5 hands it on.

## To the person, while an alarm is on.
help-on-it = { $name } has my message and is on it.
help-cannot = { $name } can't come now. I go on asking.
help-nobody = I've reached nobody. Ring { $emergency } or knock next door. I go on trying{ $has_names ->
    [yes] {" "}{ $names }
   *[no] {""}
}. This is automatic. It cannot call an ambulance.
help-nobody-yet = I've reached nobody yet. I go on trying{ $has_names ->
    [yes] {" "}{ $names }
   *[no] {""}
}. Unwell? SOS.
help-alone = I have reached nobody else: there is nobody whom I may tell. Now any of: 4 seeing or hearing things, 5 confused, 6 fit or faint, 7 fever or very stiff, 8 chest, breathing or hard to wake, 9 thoughts of suicide, 0 none? In danger ring { $emergency } or knock next door.
help-lapsed = { $has_name ->
    [yes] I have heard nothing more from { $name }.
   *[no] I have heard nothing more.
} I am asking again. In danger ring { $emergency } or knock next door.
help-given-up = { $has_names ->
    [yes] I have tried { $names } and reached nobody.
   *[no] I have nobody whom I may tell.
} I will not try again for this by myself. Ring { $emergency } or knock next door. SOS begins it again, at any hour.
help-tried = { $has_names ->
    [yes] I have asked { $names } and had no answer.
   *[no] I have nobody whom I may ask.
} { $has_until ->
    [yes] If it is still open at { $until }, I ask again.
   *[no] I will not ask again about this by myself.
} Unwell? SOS, at any hour.
help-over = { $has_name ->
    [yes] { $name } says that you are yourself.
   *[no] They know that all is well.
} The alarm is over. If that changes: SOS.
help-goes-on = Noted, and passed on in your words. The alarm goes on until somebody has spoken with you. Please answer their call.
help-carer-says = { $name } says that something is wrong. If in doubt ring { $emergency } now. I am telling the others.
carer-left-you = { $name } no longer wants to be told. Please choose somebody else whom I may tell. Text their first name.
silence-note = I have heard nothing from you since { $since }. If all is well: 0. If not, or in doubt: ring { $emergency }.{ $has_names ->
    [yes] {" "}I am asking { $names } to look for you.
    [no] {" "}I have nobody whom I can ask to look for you.
   *[unsaid] {""}
}
carer-will-supply = At { $until } I'll ask { $name } to help you with that. More in your hands? Text FETCHED and the number.
carer-will = Part of your list was not taken. Please ring your prescriber or pharmacist today.{ $has_clinic_opens ->
    [yes] {" "}Your clinic opens { $clinic_opens }.{ $has_out_of_hours ->
        [yes] {" "}Until then: { $out_of_hours }.
       *[no] {""}
    }
   *[no] {""}
}{ $has_name ->
    [yes] {" "}At { $until } I'll ask { $name } to ring you.
   *[no] {""}
}
urgent-advice = Little of your list is recorded in the last day. A sudden change can be dangerous: ring { $urgent } now.{ $has_name ->
    [yes] {" "}At { $until } I'll ask { $name } to ring you.
   *[no] {""}
} Seeing things, a fit, fever or very stiff: SOS.

operator-unanswered = Alarm for patient { $code }, since { $since }: nobody has answered yet. Please look.

prescriber-welcome = Stepdown, for { $patient }: may I text you when their plan or their days need you? In clinic hours only, and never an alarm. This is automatic. Nobody reads your texts. Text OK to agree. STOP ends all texts.
prescriber-agreed = Thank you. In clinic hours I tell you when { $patient } feels worse or has not changed to a step. Also of a plan that waits for you, or 12 hours without a word. Please ring them then. Nobody reads your texts.
prescriber-noted = Thank you. Nobody reads your texts here, for I am a machine. Please ring { $patient }{ $has_phone ->
    [yes] {" "}on { $phone }
   *[no] {""}
}.
prescriber-joined = { $name } has agreed: in clinic hours I tell { $name } if your plan or how you feel needs them. TOLD shows what I said.
prescriber-stopped = { $name } has ended my messages, so I can't tell { $name } anything any more. Please ring them yourself when you need them.
prescriber-not-changed = Stepdown, for { $patient }: they said { $at } that they have not changed to the step that began { $day }. Please ring them{ $has_phone ->
    [yes] : { $phone }
   *[no] {""}
}. This is automatic. No one is watching live.
prescriber-note = Stepdown, for { $patient }: nothing on their list is confirmed since { $since }. Please ring them{ $has_phone ->
    [yes] : { $phone }
   *[no] {""}
}. This is automatic. No one is watching live.
prescriber-blocked = Stepdown, for { $patient }: a plan is not active until you have confirmed it. Until then I remind of nothing. Please ring them{ $has_phone ->
    [yes] : { $phone }
   *[no] {""}
}. This is automatic. No one is watching live.
prescriber-amber = Stepdown, for { $patient }: they told me { $at } that they feel worse. They were asked to ring you today. Please ring them if you hear nothing{ $has_phone ->
    [yes] : { $phone }
   *[no] {""}
}. This is automatic. No one is watching live.

## In hospital, or told not to eat.
hospital-noted = Noted: no reminders until you text HOME. I still ask how you are. Please show the next text to those who treat you.{ $has_names ->
    [yes] {" "}In half an hour I tell { $names }.
   *[no] {""}
}
hospital-noted-carer = Noted: no reminders for { $patient }, until they text HOME. They hear so now. Please show the next text to those who treat them.
hospital-by = { $name } says that you are in hospital or may not eat, so there are no reminders now. If that is wrong, or over: HOME.
# For those who treat them: always in full.
hospital-handover = For those who treat { $patient }: { $has_medicine ->
    [yes] { $medicine }
   *[no] a medicine
} is being reduced.{ $has_daily_mg ->
    [yes] {" "}Plan today { $daily_mg }{ $has_doses ->
        [yes] : { $doses_list }
       *[no] {""}
    }.
   *[no] {""}
}{ $has_last_taken ->
    [yes] {" "}Last taken { $last_taken }.
   *[no] {""}
}{ $has_rows ->
    [yes] {" "}At home: { $rows }.
   *[no] {""}
}{ $has_prescriber ->
    [yes] {" "}By { $prescriber }{ $has_clinic_phone ->
        [yes] , { $clinic_phone }
       *[no] {""}
    }.
   *[no] {""}
} Sudden changes can be dangerous. As told by the person, not checked.
hospital-still = Still in hospital, or may not eat? Then there is nothing to do. If it is over: HOME.
hospital-changed = Did they change your plan there? Text SAME, CHANGED or UNSURE.
hospital-taken = Were you given all of it there? Text ALL, SOME or UNSURE.
carer-hospital = { $patient } is in hospital, or was told not to eat. Their reminders rest; I still ask how they are. Please see that those who treat them know{ $has_medicine ->
    [yes] : { $medicine }, being reduced
   *[no] {" "}of their medicine
}{ $has_last_taken ->
    [yes] , last taken { $last_taken }
   *[no] {""}
}. STATUS tells you more.
carer-hospital-over = { $patient } is out of hospital, or may eat again. Their reminders are on again.
carer-hospital-doubt = { $patient } is out of hospital, and nobody knows yet whether their plan still holds. There are no reminders until their prescriber has said so. Please help them ring { $has_clinic_phone ->
    [yes] { $clinic_phone }
   *[no] their clinic
} today.
