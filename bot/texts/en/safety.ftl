### How they are. Nothing here guesses what a sign comes from, and nothing here speaks of amounts.

safety-list = Now any of: 4 seeing or hearing things, 5 confused, 6 fit or faint, 7 fever or very stiff, 8 chest, breathing or hard to wake, 9 thoughts of suicide, 0 none?
safety-clear = Noted: none of these. If that changes: SOS, at any hour.

red-flag-advice-discreet = Ring { $emergency } now. Tell them which medicine is being reduced, and bring the box.{ $has_names ->
    [yes] {" "}I am telling { $names }.
    [no] {" "}I have nobody to tell. Knock next door if you can.
   *[unsaid] {""}
} This is automatic. No one is watching live. It cannot call an ambulance.
red-flag-advice-full = Ring { $emergency } now.{ $has_said ->
    [yes] {" "}You wrote "{ $said }".
   *[no] {""}
} { $has_medicine ->
    [yes] Tell them that your { $medicine } is being reduced, and bring the box.
   *[no] Tell them which medicine is being reduced, and bring the box.
}{ $has_names ->
    [yes] {" "}I am telling { $names }.
    [no] {" "}I have nobody to tell. Knock next door if you can.
   *[unsaid] {""}
} This is automatic. No one is watching live. It cannot call an ambulance.

# No word about the medicine here.
suicide-advice = I'm glad you told me. Please { $crisis } now. In danger this minute: { $emergency }.{ $has_names ->
    [yes] {" "}I am telling { $names }.
   *[no] {""}
} I am automatic and no one is watching live: please talk to a person. Are you alone?
# "Today" knows the clinic's hours.
noted-symptom = Noted. Please ring your prescriber or pharmacist today.{ $has_clinic_opens ->
    [yes] {" "}Your clinic opens { $clinic_opens }.{ $has_out_of_hours ->
        [yes] {" "}Until then: { $out_of_hours }.
       *[no] {""}
    }
   *[no] { $has_clinic_phone ->
        [yes] {" "}Clinic: { $clinic_phone }.
       *[no] {""}
    }
} They know? Text KNOWN. One question now:
suicide-stay = Thank you for telling me. Please do not stay alone with this: { $crisis } now, and stay on the line. In danger this minute: { $emergency }.{ $has_names ->
    [yes] {" "}{ $names } can read what you wrote.
   *[no] {""}
}
noted-green = Noted. If it gets worse, or something new comes, please tell me. SOS at any hour.
noted-known = Noted. Your clinic knows of that. Worse, or something new? Please tell me. SOS at any hour.
clinic-knows-saved = Noted: your clinic knows. I stay quiet about that until { $until }, unless it gets worse. If that changes: SOS.
signs-urgent = Two signs together: please ring { $urgent } now and tell them which medicine is being reduced.{ $has_name ->
    [yes] {" "}At { $until } I'll ask { $name } to ring you.
   *[no] {""}
} I ask again in a few hours. Seeing things, confused, a fit, fever or very stiff: SOS.
safety-again = I have not heard from you. Now any of: 4 seeing or hearing things, 5 confused, 6 fit or faint, 7 fever or very stiff, 8 chest, breathing or hard to wake, 9 thoughts of suicide, 0 none?{ $has_names ->
    [yes] {" "}If I hear nothing I ask { $names } to ring you.
   *[no] {""}
}
soft-again = I could not read your last words. All fine? 0. If not: SOS.
not-read = I couldn't read that. Unwell? SOS. MENU shows what I know.

not-understood = { $has_doses ->
    [yes] Saved { $doses_times }. I couldn't read the rest. All fine? 0. If not: SOS.
   *[no] I couldn't read that. All fine? 0. If not: SOS.
}
not-understood-plain = I couldn't read that. All fine? 0. If not: SOS. MENU shows what I know.
