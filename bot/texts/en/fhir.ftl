### A prescription from another program (FHIR): what is asked before it can be a plan, and what was seen and is not in it.

fhir-kind-ask = This cannot be a plan yet. Please ask whoever wrote it:
fhir-kind-plan = A plan was read. Please compare it with the prescription.
fhir-kind-prn = This is taken as needed. No reminders are made for it.
fhir-not-in-plan = Seen, and not in the plan:
fhir-others = Not read: { $what }
fhir-file-asks = { $first }{ $more ->
    [0] {""}
   *[other] {" "}(and { $more } more)
  }

## What ends a course, in our own exports as well

fhir-then-stop = Then stop
fhir-then-hold = Then this dose continues
fhir-then-open = What comes next is not decided: ask the prescriber

## Asked

fhir-several = { $place }: there are { $count } prescriptions that this could be. Which one is meant?
fhir-modifier = { $place }: this changes the meaning of the prescription and is not known here.
fhir-element = { $place }: this is not known here.
fhir-no-value = { $place }: a value is wanted.
fhir-status = { $place }: it says "{ $status }", so it is not in force. Which prescription is?
fhir-intent = { $place }: it says "{ $intent }", which is no order.
fhir-do-not = { $place }: it says that this must not be taken.
fhir-form = { $place }: "{ $written }" is not for the mouth. This is for medicine by mouth.
fhir-no-medicine = { $place }: which medicine is it?
fhir-two-strengths = { $place }: there are several strengths: { $written } mg. Which one is it?
fhir-two-ingredients = { $place }: it has several ingredients. Which one is meant?
fhir-no-dosage = { $place }: it does not say what is taken when.
fhir-no-figures = { $place }: it has only words, and they leave something open. How much is taken when, and for how long?
fhir-unit = { $place }: the unit "{ $unit }" is not known here. Is it mg, tablets or mL?
fhir-no-unit = { $place }: the amount has no unit. Is it mg, tablets or mL?
fhir-comparator = { $place }: the amount says "{ $sign }". How much is it exactly?
fhir-duration = { $place }: how many days is it?
fhir-range-of-days = { $place }: from { $low } to { $high } days. How many is it?
fhir-part-of-date = { $place }: "{ $written }" is no whole date. Which day is it?
fhir-date-with-time = { $place }: "{ $written }" is within a day. Does that day count?
fhir-dates-reversed = { $place }: the end is before the start.
fhir-whole-period = { $place }: the dates of the whole are not those of the single instructions.
fhir-no-times = { $place }: how often a day, or at which times?
fhir-half-rhythm = { $place }: frequency, period and its unit are wanted together.
fhir-rhythm = { $place }: { $frequency } every { $period } { $unit } does not fall on the same times each day. At which times is it taken?
fhir-range-of-times = { $place }: it leaves open how often. How often is it taken?
fhir-timing-code = { $place }: the code { $code } is not known here. How often a day is it?
fhir-timing-differs = { $place }: the code and the figures say different times.
fhir-times-differ = { $place }: it names { $times } times and says { $said } a day.
fhir-weekdays = { $place }: only some days of the week. Which doses are taken on which days?
fhir-clock-and-name = { $place }: clock times and names of times together. Which are meant?
fhir-clock = { $place }: "{ $written }" is no time to the minute.
fhir-time-of-day = { $place }: "{ $code }" is no time of day that is known here. At what time is it?
fhir-same-time = { $place }: two doses at the same time. Which one is meant?
fhir-count = { $place }: how often in all does not agree with how long. How many days is it?
fhir-site = { $place }: "{ $written }" is a place on the body. This is for medicine by mouth.
fhir-route = { $place }: "{ $written }" is not by mouth. This is for medicine by mouth.
fhir-method = { $place }: "{ $written }" is not known here. Is it swallowed?
fhir-two-doses = { $place }: several amounts. Which one is meant?
fhir-range = { $place }: a range without an upper end, or the wrong way round.
fhir-limit = { $place }: the limit does not agree with the doses, or is not one for a day.
fhir-instruction-code = { $place }: the code { $code } has no words. What does it say?
fhir-sequence = { $place }: several instructions without their order. Which are taken together, and which after each other?
fhir-together-differ = { $place }: instructions with the same sequence number have different dates or days. Which are taken together?
fhir-two-ends = { $place }: it ends in two ways. Which one is meant?
fhir-ends-early = { $place }: it ends here, and another instruction follows. Which is meant?
fhir-stop-without-end = { $place }: it says "then stop" and has no last day. When does it end?
fhir-no-length = { $place }: how long, before the next instruction begins?
fhir-order = { $place }: the order of the numbers is not the order of the dates.
fhir-some-dated = { $place }: some instructions have dates and some have none. When does each begin?
fhir-strength = { $place }: the amount is in tablets or mL, and how much one holds is not said. How many mg is it?
fhir-uneven = { $place }: { $mg } mg is finer than any dose. How much is it?
fhir-open-step = { $place }: a step that leaves open how much is taken, among steps that do not. How much is it?
fhir-two-needed = { $place }: several instructions for when it is needed. Which one is meant?
fhir-too-few = { $place }: { $said } are handed out, with all refills fewer than the { $meant } that the steps take.
fhir-words-needed = { $place }: the words "{ $words }" and the figures differ: only one of them says "when needed".
fhir-words-steps = { $place }: the words "{ $words }" hold other steps than the figures.
fhir-words-amount = { $place }: the words "{ $words }" say { $said } mg a day, the figures { $meant } mg.
fhir-words-days = { $place }: the words "{ $words }" say { $said } days, the figures { $meant ->
    [none] no end
   *[other] { $meant } days
  }.
fhir-words-start = { $place }: the words "{ $words }" begin on { $said }, the figures on { $meant }.
fhir-words-times = { $place }: the words "{ $words }" name other times than the figures.
fhir-words-more = { $place }: the words "{ $words }" may say more than the figures. What is meant?

## Said

fhir-extension = { $place }: an extension{ $url ->
    [none] {""}
   *[other] {" "}{ $url }
  }
fhir-beside = { $place }
fhir-no-status = { $place }: it does not say whether it is in force
fhir-month = { $place }: a month is counted as 30 days
fhir-every-other = { $place }: a dose every { $days } days, the first on the first day
fhir-medicine-elsewhere = { $place }: the medicine is described elsewhere, and only its name is known here
fhir-strength-not-read = { $place }: the strength of an ingredient
fhir-handed-out = { $place }: what is handed out is counted as in the house
fhir-quantity = { $place }: what is handed out is not in tablets or mL
fhir-supply-days = { $place }: { $said } days, and the steps last { $meant }
fhir-supply-count = { $place }: { $said } are handed out, and the steps take { $meant }
fhir-needed-dates = { $place }: the dates of what is taken when needed
fhir-stop-by-words = { $place }: that it ends is said in words only
fhir-from-words = { $place }: it has only words, and they were read
fhir-words-beside = { $place }: "{ $words }"
fhir-words-not-compared = { $place }: the words "{ $words }" could not be compared with the figures
fhir-left = { $place }: another prescription, for { $medicine }

## Written by us

fhir-person = the person this plan is for
fhir-dose = { $mg } mg { $at ->
    [none] { $times ->
        [1] once
       *[other] { $times } times
      } a day
   *[other] at { $at }
  }{ $every ->
    [1] {""}
   *[other] , every { $every } days
  }
fhir-lost = Not in it: { $what }
fhir-lost-timezone = the time zone
fhir-lost-tablets = the tablets and how they may be broken
fhir-lost-form = what is liquid and what are tablets
fhir-lost-supply = what is in the house and when more comes
fhir-lost-context = what the review looks at beside the steps
fhir-lost-names-of-times = names of times that have a clock time
fhir-cannot = FHIR cannot hold this plan so that it would come back the same. { $why }
fhir-cannot-dates = Step { $step } does not begin on the day after the step before it ends.
fhir-cannot-some-dated = Step { $step } has dates and the first has none.
fhir-cannot-split = Step { $step } has a total for the day, and how it is split is not agreed.
fhir-cannot-nothing = Step { $step } has no doses.
fhir-cannot-cycle = Step { $step } has days that differ from each other.
fhir-cannot-when = Step { $step }: "{ $when }" is no time of day that FHIR has a code for.
fhir-cannot-needed = What is taken when needed wants one amount, in tablets or in mg.

## What was kept, exported

fhir-nameless = not named
fhir-medicine-unknown = not known which medicine
fhir-intake-extra = beyond the plan
fhir-intake-loose = while no plan was active
fhir-reason-forgot = forgot
fhir-reason-out-of-pills = none left
fhir-reason-felt-worse = felt worse
fhir-reason-felt-better = felt better
fhir-reason-told-to = told to
fhir-reason-other = another reason
fhir-question-safety = Any of the signs of danger on the list (0: none)
fhir-question-stiffness = Worst stiffness or spasms in 24 hours, 0 to 10
fhir-question-stiffness-worse = Much worse than usual (1: yes)
fhir-question-sleep-hours = Hours slept
fhir-question-autonomic = Shaky, sweaty, itchy, racing heart or panicky: 0 no, 1 a bit, 2 a lot
fhir-question-spasm-frequency = Penn Spasm Frequency Scale: how often, 0 to 4
fhir-question-spasm-severity = Penn Spasm Frequency Scale: how bad, 1 to 3
fhir-question-phq-interest = PHQ-2: little interest or pleasure, 0 to 3
fhir-question-phq-low = PHQ-2: feeling down, 0 to 3
