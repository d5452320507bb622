### The plan review, for prescribers and for people who read their own plan. It points things out and proposes nothing.

review-mark-draft = draft, not yet signed by a clinician
review-mark-signed = signed by a clinician

## What is added to every finding that blocks

review-held = Not activated until a named prescriber confirms.
review-held-other-plan = Not activated: the prescriber needs to write this plan anew.
review-sudden = A sudden change can be dangerous: do not stop suddenly, ring your prescriber.

## Baseline

review-baseline-mismatch-block = The person says { $reported_mg } mg is taken a day. The plan counts on { $baseline_mg } mg. They are more than { $pct }% apart.

## How fast

review-step-size-info = The day goes from { $before_mg } to { $now_mg } mg: { $drop_mg } mg less, { $pct }%.{ $small ->
    [yes] {" "}Tablets leave little choice at these amounts. A 1 mg/mL liquid exists.
   *[no] {""}
  }
review-step-size-warn = The day goes from { $before_mg } to { $now_mg } mg: { $drop_mg } mg less, { $pct }%. That is a large step.
review-step-size-block = The day goes from { $before_mg } to { $now_mg } mg: { $drop_mg } mg less, { $pct }%. That is a very large step.
review-increase-warn = The day goes up from { $before_mg } to { $now_mg } mg. The reason needs to be written down.
review-step-length-info = This step lasts { $days } days, fewer than { $limit_days }.
review-step-length-warn = This step lasts { $days } days, fewer than { $limit_days }, and the medicine has been taken for long.
review-step-length-block = This step lasts { $days } day, fewer than { $limit_days }.
review-rate-warn = On average the day comes down by { $rate_mg } mg a week, more than { $limit_mg }, and the medicine has been taken for long.
review-rate-block = On average the day comes down by { $rate_mg } mg a week, more than { $limit_mg }.
review-total-length-info = The whole plan lasts { $days } days, fewer than { $limit_days }.
review-total-length-warn = The whole plan lasts { $days } days, fewer than { $limit_days }, and the medicine has been taken for long.
review-total-length-block = The whole plan lasts { $days } days, fewer than { $limit_days }.
review-final-step-warn = The last dose is { $now_mg } mg a day, more than { $limit_mg }, and then nothing.
review-final-step-block = The last dose is { $now_mg } mg a day, more than { $limit_mg }, and then nothing.
review-end-not-zero-info = The plan ends at { $now_mg } mg a day. { $ends ->
    [hold] Please confirm that this dose goes on.
   *[open] It does not say what comes after. Please ask the prescriber before it runs out.
  }

## Days and doses

review-max-daily-warn = A day has { $now_mg } mg, above the { $limit_mg } mg of the label.
review-max-daily-block = A day has { $now_mg } mg, above { $limit_mg } mg.
review-single-dose-warn = One dose is { $now_mg } mg, more than { $limit_mg }.
review-doses-info = There is one dose a day, of { $now_mg } mg, more than { $limit_mg }.
review-interval-info = The night between { $start } and { $end } is { $hours } hours, more than { $limit_h }.
review-interval-warn = Between { $start } and { $end } are { $hours } hours, fewer than { $limit_h }.
review-interval-block = Between { $start } and { $end } are { $hours } hours, fewer than { $limit_h }.
review-renal-info = The kidneys work less than usual (eGFR { $egfr }, under { $limit }).
review-renal-warn = The kidneys work less than usual (eGFR { $egfr }, under { $limit }), and a day has { $now_mg } mg, { $limit_mg } or more.
review-renal-block = The kidneys work far less than usual (eGFR { $egfr }, under { $limit }).
review-divisibility-warn = The { $strength_mg } mg tablet is not made to be broken this way. A pharmacist can say if it may be.
review-divisibility-block = These amounts cannot be made from the tablets or the liquid of this plan: { $amounts } mg.

## The plan as a whole

review-gap-block = No step covers { $days ->
    [1] { $first_on }
   *[other] { $first_on } to { $last_on }, { $days } days
  }.
review-overlap-block = Two steps cover { $days ->
    [1] { $first_on }
   *[other] { $first_on } to { $last_on }, { $days } days
  }.
review-text-mismatch-block = The dates and the words of the plan do not agree.
review-prn-range-warn = Part of this plan is taken as needed. No reminders are made for that part.
review-prn-range-block = This is taken as needed. It cannot be turned into doses at set times.
review-strength-missing-block = The strength is not known, so milligrams a day cannot be worked out.
review-out-of-scope-info = This review was not made for: { $written }.
review-out-of-scope-warn = This review was not made for: { $written }.
review-out-of-scope-block = { $flag ->
    [pump] A baclofen pump is in use. This review is for medicine by mouth.
    [medicine] This review knows baclofen by mouth, not { $written }.
   *[other] This review was not made for: { $written }.
  }

review-step-day-info = This step begins on { $on }. { $when ->
    [same] Clinics and pharmacies are closed that day.
   *[next] Clinics and pharmacies are closed the day after.
  }

## Supply

review-supply-info = { $kind ->
    [rates] { $on_hand } in the house last { $slow_days } days at { $slow_rate } a day, { $fast_days } days at { $fast_rate } a day.
   *[plan] What is in the house lasts until { $on }, { $days } days.
  }
review-supply-warn = { $kind ->
    [rates] { $on_hand } in the house last { $slow_days } days at { $slow_rate } a day, { $fast_days } days at { $fast_rate } a day. Please ask the pharmacy or the prescriber soon.
   *[plan] What is in the house lasts until { $on }, { $days } days. Please ask the pharmacy or the prescriber soon.
  }
