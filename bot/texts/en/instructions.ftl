### What is asked when a prescriber's words leave something open, one question for each code; and what `plan read` prints.

instruction-ask-strength = How strong is it? Look at the box: mg in one tablet, or mg in how many mL.
instruction-ask-start_dose = How much a day do you take now, and in how many doses?
instruction-ask-dose = How many mg, or how many tablets, is each dose? Part of it could not be read.
instruction-ask-times = How many times a day, and at what times?
instruction-ask-duration = For how many days is each step? Please give the exact number.
instruction-ask-contradiction = Two parts of this do not fit together. Please ask the prescriber which one is right.
instruction-ask-units = Is the number tablets, mg or mL?
instruction-ask-date_order = Which comes first in the dates: the day or the month?
instruction-ask-percent_base = A percentage of what: of the first dose, or of the dose at that time? What is each dose in mg?
instruction-ask-end = How does it end: does it stop, or does the last dose go on?
instruction-ask-condition = A step waits for something to happen. On which date does it change, or who says when?
instruction-ask-medicine = Which medicine is this about? Please send the words for one medicine only.

instruction-unclear = This cannot be read as one plan. To ask:
instruction-plan = This is what was read. It is not active until it is confirmed.
instruction-prn = When needed: { $low ->
    [same] { $high } mg
   *[other] { $low } to { $high } mg
}, up to { $times } times a day.
instruction-prn-most = At most { $most } mg a day.
instruction-column-step = Step
instruction-column-days = Days
instruction-column-doses = Doses (mg)
instruction-column-total = mg a day
instruction-goes-on = goes on
instruction-no-dose = none
instruction-split-open = to be split
instruction-present = Described as taken now: { $mg } mg a day.
instruction-starts = Starts { $date }.
instruction-ends-stop = Then it stops, as written.
instruction-ends-hold = The last dose goes on.
instruction-ends-open = It does not say what comes after the last step.
instruction-supplied = Handed out: { $quantity }{ $refills ->
    [none] {""}
   *[other] , refills: { $refills }
}.
