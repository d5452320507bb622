### What `stepdown plan …` prints around its tables.

plan-command-activates = Nothing in this review blocks the plan.
plan-command-blocked = This plan is not activated.
plan-command-no-findings = No findings.
plan-command-column-level = Level
plan-command-column-rule = Rule
plan-command-column-step = Step
plan-command-column-says = What was found
plan-command-column-source = Source
plan-command-whole = plan
plan-command-column-date = Date
plan-command-column-at = Time
plan-command-column-mg = mg
plan-command-column-take = Made of
plan-command-column-due = Due (UTC)
plan-command-amount-tablets = { $count } x { $strength } mg
plan-command-amount-ml = { $count } mL
plan-command-amount-none = cannot be made
plan-command-doses-none = No doses at set times: this plan is taken as needed.
plan-command-doses-none-then = No doses in these days.
plan-command-doses-count = { $count ->
    [1] 1 dose.
   *[other] { $count } doses.
  }
plan-command-goes-on = The last step goes on. More days: --days.
plan-command-times-are = Times are on the clock in { $zone }.
plan-command-missing = { $missing }: still to be given before there can be doses
plan-command-missing-timezone = timezone
plan-command-missing-start = start
plan-command-missing-times = the times of some doses (at)
plan-command-missing-split = how a day's total is split (doses)
plan-command-cannot-be-made = step { $step }: { $amounts } mg cannot be made from the tablets or the liquid of this plan

plan-command-supply-strength = Strength
plan-command-supply-needed = Needed
plan-command-supply-whole = In whole tablets
plan-command-supply-on-hand = In the house
plan-command-supply-ml = mL
plan-command-supply-mg = { $strength } mg
plan-command-supply-unknown = strength not known
plan-command-supply-splits = { $count ->
    [0] No dose needs a broken tablet.
    [1] 1 dose needs a broken tablet.
   *[other] { $count } doses need a broken tablet.
  }
plan-command-supply-listed = Counted over { $first_on } to { $last_on }.
plan-command-supply-uncounted = What is in the house is not recorded, so the day it runs out is not known.
plan-command-supply-covered = What is in the house covers every dose until { $on }.
plan-command-supply-runs-out = First dose not covered: { $on } at { $at }.
plan-command-supply-order-by = Order by { $on }.
plan-command-supply-order-past = That date has passed. Please ask the pharmacy or the prescriber today.
plan-command-supply-days-short = { $days ->
    [1] 1 day short of the visit on { $visit_on }.
   *[other] { $days } days short of the visit on { $visit_on }.
  }
plan-command-supply-refill = Refill { $number } needed before { $on } at { $at } ({ $count } taken by then).
plan-command-supply-left-over = With all refills: { $available } in all, { $left } left over at the end.
plan-command-supply-too-few = With all refills: { $available } in all, { $short } too few.
plan-command-supply-rate-per-day = A day
plan-command-supply-rate-days = Full days
plan-command-supply-rate-refills = With all refills
plan-command-supply-rate-first = First dose not covered
plan-command-supply-rate-short = Days short
plan-command-supply-rate-when = day { $day }, dose { $dose }
plan-command-supply-rates-unknown = How long it lasts is not known: the strength, the amounts or what is in the house is missing.
