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
noted-symptom = Noted. Please tell your prescriber or pharmacist today. One question now:

not-understood = { $has_doses ->
    [yes] Saved { $doses_times }. I couldn't read the rest. All fine? 0. If not: SOS.
   *[no] I couldn't read that. All fine? 0. If not: SOS.
}
not-understood-plain = I couldn't read that. All fine? 0. If not: SOS. MENU shows what I know.
