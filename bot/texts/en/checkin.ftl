### Check-ins: four questions, all in one by text message, one at a time where there are buttons.
### Nothing here says what a sign comes from.

check-in = How are you? Now any of: 4 seeing or hearing things, 5 confused, 6 fit or faint, 7 fever or very stiff, 8 chest, breathing or hard to wake, 9 thoughts of suicide? If not, text 0, stiffness 0-10 (much worse: W), hours slept, shaky, sweaty, itchy, racing heart or panicky 0-2. Like: 0 4 6 1
check-in-wide = How are you? Now any of: 4 seeing or hearing things, 5 confused, 6 fit or faint, 7 fever or very stiff, 8 chest, breathing or hard to wake, 9 thoughts of suicide, 0 none?
check-in-evening = This evening any of: 4 seeing or hearing things, 5 confused, 6 fit or faint, 7 fever or very stiff, 8 chest, breathing or hard to wake, 9 thoughts of suicide? If not, text 0, stiffness 0-10 (much worse: W), shaky, sweaty, itchy, racing heart or panicky 0-2. Like: 0 4 1
check-in-evening-wide = This evening any of: 4 seeing or hearing things, 5 confused, 6 fit or faint, 7 fever or very stiff, 8 chest, breathing or hard to wake, 9 thoughts of suicide, 0 none?
check-in-again = After the alarm I ask again. Any of: 4 seeing or hearing things, 5 confused, 6 fit or faint, 7 fever or very stiff, 8 chest, breathing or hard to wake, 9 thoughts of suicide, 0 none?
check-rest = Noted. Now three numbers: stiffness 0-10 (much worse: W), hours slept, and shaky, sweaty, itchy, racing heart or panicky 0-2. Like: 4 6 1
check-rest-short = Noted. Now two numbers: stiffness 0-10 (much worse: W), and shaky, sweaty, itchy, racing heart or panicky 0-2. Like: 4 1
check-stiffness = Worst stiffness or spasms since yesterday, 0 to 10? 0 is none, 10 the worst you know. Much worse than usual: W.
check-sleep = How many hours did you sleep? 0 to 12. Text just the number.
check-autonomic = Shaky, sweaty, itchy, racing heart or panicky? 0 no, 1 a bit, 2 a lot.
check-scale-again = I couldn't read that as the numbers I asked for. Please text just those, or SOS if you are not well.
check-in-done = Thank you, noted. If that changes: SOS, at any hour.
check-in-amber = Noted. That is more than usual for you: please ring your prescriber or pharmacist today.{ $has_clinic_opens ->
    [yes] {" "}Your clinic opens { $clinic_opens }.{ $has_out_of_hours ->
        [yes] {" "}Until then: { $out_of_hours }.
       *[no] {""}
    }
   *[no] { $has_clinic_phone ->
        [yes] {" "}Clinic: { $clinic_phone }.
       *[no] {""}
    }
} They know? Text KNOWN. If it gets worse: SOS, at any hour.
carer-unwell = At { $until } I'll ask { $name } to ring you.

## Once a week, if switched on. The levels of the Penn Spasm Frequency Scale, in plain words.
check-penn = Noted. Two more, once a week. How often spasms? 0 none, 1 only when touched or moved, 2 less than one an hour, 3 more than one an hour, 4 more than ten an hour. How bad? 1 mild, 2 moderate, 3 severe. Text both, like 2 1. No spasms: 0.
check-penn-wide = Noted. Two more, once a week. How often do you have spasms? 0 none, 1 only when touched or moved, 2 less than one an hour, 3 more than one an hour, 4 more than ten an hour.
check-spasms = How often spasms? 0 none, 1 only when touched or moved, 2 less than one an hour, 3 more than one an hour, 4 more than ten an hour.
check-spasm-severity = How bad are they? 1 mild, 2 moderate, 3 severe.

## The two items and four answers of the PHQ-2 keep the words in which they were tested. A number is no diagnosis.
check-phq2 = Noted. Two more, once a week. In the last 2 weeks, how often bothered by: little interest or pleasure in doing things; feeling down, depressed, or hopeless? 0 not at all, 1 several days, 2 more than half the days, 3 nearly every day. Text both, like 0 1
check-phq2-wide = Noted. Two more, once a week. Over the last 2 weeks, how often have you been bothered by: little interest or pleasure in doing things? 0 not at all, 1 several days, 2 more than half the days, 3 nearly every day.
check-interest = Over the last 2 weeks, how often bothered by: little interest or pleasure in doing things? 0 not at all, 1 several days, 2 more than half the days, 3 nearly every day.
check-low = And by feeling down, depressed, or hopeless? 0 not at all, 1 several days, 2 more than half the days, 3 nearly every day.
check-phq2-amber = Noted. Please tell your prescriber today how low these weeks are. If it gets too much, text 9, at any hour.
