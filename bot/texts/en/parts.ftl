### Small pieces that other texts are put together from. No message is sent with one of these codes.

# Before everything that is said to one of several people with the same phone
part-for = For { $name }: { $text }

## Times and days
part-noon = 12 noon
part-midnight = 12 midnight
part-forenoon = { $clock } am
part-afternoon = { $clock } pm
# Between the last two of several names.
part-and = and
part-or = or
# How far two times are apart, as in "3 h 30 min"
part-apart = { $hours ->
    [0] { $minutes } min
   *[other] { $minutes ->
        [0] { $hours } h
       *[other] { $hours } h { $minutes } min
    }
}
part-today = today
part-tomorrow = tomorrow
part-yesterday = yesterday

## Amounts
part-mg = { $number } mg
part-ml = { $number } ml
part-count = { $quarters ->
    [0] { $whole }
    [1] { $whole ->
        [0] a quarter
       *[other] { $whole } and a quarter
    }
    [2] { $whole ->
        [0] half
       *[other] { $whole } and a half
    }
   *[3] { $whole ->
        [0] three quarters
       *[other] { $whole } and three quarters
    }
}
# "1 of the 20s", "half a 10", "a quarter of an 8"
part-named-piece = { $below_one ->
    [half] half { $an ->
        [yes] an
       *[no] a
    } { $strength }
    [quarter] { $count } of { $an ->
        [yes] an
       *[no] a
    } { $strength }
    [quarters] { $count } of { $an ->
        [yes] an
       *[no] a
    } { $strength }
   *[no] { $count } of the { $strength }s
}
part-tablets = { $below_one ->
    [half] half a tablet
    [quarter] { $count } of a tablet
    [quarters] { $count } of a tablet
   *[no] { $one ->
        [yes] 1 tablet
       *[no] { $count } tablets
    }
}{ $known ->
    [yes] {" "}of { $strength } mg
   *[no] {""}
}
part-amount = { $mg } ({ $pieces })
part-some = some
# Somebody who has given no name.
part-this-person = this person
part-amount-on-list = as on your list
part-join = { $first } and { $last }

## What is in the house
part-left-one = { $count }
part-left-named = { $count } of the { $strength }s
part-left-full = { $count } of { $strength } mg
part-left-unknown = { $count } of unknown strength
part-left-ml = { $count } ml
part-left-expected = { $left } (I had { $expected })
part-strength-named = the { $strength }s
part-strength-full = the { $strength } mg
part-strength-ml = the ml

## One dose in a list
part-dose-name = { $letter ->
    [none] { $time }
   *[other] { $letter } { $time }
}
part-dose-taken = { $name }{ $has ->
    [yes] {" "}taken { $taken }
   *[no] {""}
}
# Past its time nothing names an amount: it might be read as something to do now.
part-dose-line = { $state ->
    [missed] { $name }
   *[due] { $name }: { $amount }
}
part-dose-state = { $line }{ $state ->
    [taken] , taken { $taken }
    [part] , part taken { $taken }
    [skipped] , not taken
    [missed] , not recorded
    [due] , open
   *[planned] {""}
}
part-receipt = { $time } { $state ->
    [skipped] not taken.
   *[taken] done { $taken }.
}
part-letter-example = { $number }{ $letter }

## Steps of a plan
part-plan-row = { $now ->
    [yes] { $step } (now)
   *[no] { $step }
}. { $from } to { $to }: { $doses }
part-plan-row-open = { $now ->
    [yes] { $step } (now)
   *[no] { $step }
}. From { $from }: { $doses }
part-plan-row-full = { $row }. { $total } a day
part-plan-row-dose = { $time } { $amount }
part-plan-row-nothing = nothing
part-plan-row-day = day { $number } of the round: { $doses }
part-span = { $low } to { $high }
part-published = { $where ->
    [uk] the UK (NHS) at least
    [au] Australia (Therapeutic Guidelines)
    [de] Germany (label, after long use) about
   *[other] elsewhere
} { $span } weeks
part-more = (and { $count } more)
part-finding-step = Step { $step }: { $text }
part-finding-alike = { $text } ({ $others ->
    [one] and 1 more like it
   *[other] and { $others } more like it
})

## What a review found, in discreet words
part-rule-max-daily = how much a day it is
part-rule-baseline-mismatch = that it does not fit what you take now
part-rule-step-size = the size of a step
part-rule-step-day = the day on which a step begins
part-rule-step-length = the length of a step
part-rule-rate = how fast it goes
part-rule-total-length = how long it lasts
part-rule-final-step = the last step
part-rule-gap = days that no step covers
part-rule-overlap = days that two steps cover
part-rule-text-mismatch = that its words and its table differ
part-rule-increase = a step that goes up
part-rule-divisibility = what can't be made from what you have
part-rule-doses = the times of day
part-rule-interval = the hours between two times
part-rule-single-dose = how much it is at one time
part-rule-renal = your kidneys
part-rule-prn-range = the part that is as needed
part-rule-strength-missing = the strength, which is missing
part-rule-supply = how long what you have lasts
part-rule-end-not-zero = what comes at the end
part-rule-out-of-scope = something that needs a closer look
part-rule-other = something that is not clear

## As-needed supply
part-rate = At { $rate } a day it lasts { $days ->
    [one] 1 day
   *[other] { $days } days
}{ $has_short ->
    [yes] , { $short } too few before your visit
   *[no] {""}
}.

## What a plan still waits for

## Whom to ring
part-emergency = your local emergency number
part-urgent = your out-of-hours line
part-crisis-ring = ring { $ring }
part-crisis-same = ring or text { $ring }
part-crisis-text = ring { $ring }, or text { $text },
part-crisis-word = ring { $ring }, or text { $word } to { $text },
part-crisis-unknown = ring { $emergency }
part-poison = the poison line ({ $number })
part-poison-urgent = { $number }
part-poison-unknown = your poison line or { $emergency }
part-clinic = your clinic
part-prescriber = your prescriber

## What stands on a button
button-1 = Taken
button-2 = Not taken
button-3 = Later
button-u = Undo
button-ok = OK
button-alone = Nobody
button-f = Forgot
button-o = Ran out
button-w = Felt worse
button-b = Felt better
button-t = Told to
button-x = Other
button-4 = Seeing or hearing things
button-5 = Confused
button-6 = Fit or faint
button-7 = Fever or very stiff
button-8 = Chest, breathing, hard to wake
button-9 = Thoughts of suicide
button-0 = None of these
button-carer-4 = On it
button-carer-5 = Can't
button-carer-6 = Spoke with them
button-carer-7 = Something is wrong
button-sos = SOS
button-fine = All fine
button-number = { $number }
button-worse = Much worse than usual
button-extra = Took extra
button-discreet = Discreet
button-full = Full
button-now = { $label } ({ $letter })
button-all = All taken

## Signs, as somebody else would say them
part-sign-sweating = sweating
part-sign-tremor-mild = shaking
part-sign-palpitations = a racing heart
part-sign-dizziness = being light-headed
part-sign-vomiting = being sick
part-sign-autonomic = shaking, sweats or a racing heart, a lot

## On the line, after a key or none
part-voice-heard = Thank you. A text says what happens now. Goodbye.
part-voice-kept = Thank you. Your answer is kept, and counts a little later. Goodbye.
part-voice-no-key = Please answer the text on your phone. I will ring again. Goodbye.

part-told = { $at } { $name }: { $about }.
part-told-alarm = an alarm
part-told-asked = asked to ring you
part-told-said = told how things stand
part-told-line = { $at }, { $name }: "{ $text }"

## Whoever has not told their name
part-unnamed-patient = the person who named you
part-unnamed = your contact
