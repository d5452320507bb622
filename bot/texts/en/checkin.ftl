### Check-ins: four questions, one at a time. Nothing here says what a sign comes from.

check-in = How are you? Now any of: 4 seeing or hearing things, 5 confused, 6 fit or faint, 7 fever or very stiff, 8 chest, breathing or hard to wake, 9 thoughts of suicide, 0 none?
check-in-again = After the alarm I ask again. Any of: 4 seeing or hearing things, 5 confused, 6 fit or faint, 7 fever or very stiff, 8 chest, breathing or hard to wake, 9 thoughts of suicide, 0 none?
check-stiffness = Worst stiffness or spasms since yesterday, 0 to 10? 0 is none, 10 the worst you know. Text just the number.
check-sleep = How many hours did you sleep? 0 to 12. Text just the number.
check-autonomic = Shaky, sweaty, itchy, racing heart or panicky? 0 no, 1 a bit, 2 a lot.
check-scale-again = Please text just a number for that, or SOS if you are not well.
check-in-done = Thank you, noted. If that changes: SOS, at any hour.
check-in-amber = Noted. That is more than usual for you: please ring your prescriber or pharmacist today. If it gets worse: SOS, at any hour.
carer-unwell = At { $until } I'll ask { $name } to ring you.
