### The first messages. The first three are what carriers read before they let us send anything.

welcome = Stepdown: you asked for reminders, about 6 texts a day. Rates may apply. Automatic, nobody reads along. Emergency: { $emergency }. Text OK to begin, HELP or STOP.
welcome-wide = Stepdown: you asked for reminders, about 6 messages a day. Automatic, nobody reads along. Emergency: { $emergency }. Send OK to begin. STOP ends all messages.

welcome-here-too = Stepdown{ $has_patient ->
    [yes] , for { $patient }
   *[no] {""}
}: may I write here too, when I can't reach you otherwise? Rates may apply. Text OK to agree. Until you do, I send nothing here.

circle = { $has_name ->
    [yes] If you go quiet or sound unwell I tell { $name }, in your words. Text OK, or ALONE for nobody.
   *[no] If you go quiet or sound unwell I can tell somebody, in your words. Text their first name, or ALONE for nobody.
}
circle-alone = I will tell nobody. If you are unwell, nobody comes unless you ring { $emergency } or knock next door.
circle-invited = { $has_code ->
    [yes] Please give { $name } this code to text to me: { $code }. Until { $name } agrees, I can tell nobody.
   *[no] I will ask { $name }. Until { $name } agrees, I can tell nobody.
}
circle-waits = Noted. Until { $name } agrees, I can tell nobody.

practice = Practice, nothing to take: 1 done, 2 not taken, 3 later. U undoes. SOS any hour.
practice-again = That was not one of them. Practice, nothing to take: 1 done, 2 not taken, 3 later. Send just the number.
practice-done = That works. It was practice, so nothing is recorded.

ask-name = What shall I call you? A first name or a nickname is enough.
ask-zone = { $has_guess ->
    [yes] Which time zone are you in? I guess { $guess }: it is { $guess_time } there now. Text OK, or the name of a big city near you.
   *[no] Which time zone are you in? Text the name of a big city near you, like London or New York.
}
zone-unknown = I don't know the time zone of "{ $said }". Text the name of a big city near you, like London or New York.
zone-which = There is more than one. Text one of these as it stands: { $zones }.
ask-wording = Who else may see your screen? Text DISCREET: I name only the time and how many. Or FULL: I name the medicine and its strength too.
ask-plan = Last, your plan. Send me the words that your prescriber wrote, or text STEPS to go one step at a time. Until then there are no reminders, but SOS works at any hour.
ask-plan-wide = Last, your plan. Send me the words that your prescriber wrote, as they stand. Or send STEPS, and we go one step at a time. A plan file works too: PLAN myplan.json. Until then there are no reminders, but SOS works at any hour.
enrolled = All is set. Ask TODAY, PLAN, NEXT or LEFT. MENU shows the rest. This is automatic. No one is watching live. It cannot call an ambulance.

not-enrolled = You have not begun yet. Text OK to begin. In an emergency ring { $emergency }.
say-ok = Text OK to begin. Until you do, I send nothing.
invitation-over = This invitation was used before, or is too old. Please ask for a new one.
invitation-unknown = I do not know this invitation. Please check it, or ask for a new one.
invitation-own = This invitation is for somebody else. Please pass it on to the person I shall tell if you are unwell.
stranger-red = This is automatic. No one reads it. If somebody is in danger, ring { $emergency } now.
