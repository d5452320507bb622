### Answers to what people ask for.

today = Today: { $doses_states }.
today-wide = Today:

    { $doses_state_lines }
today-none = Nothing is on your list today.

plan-now-discreet = { $has_step ->
    [yes] Step { $step } of { $of }
   *[no] { $has_of ->
        [yes] Your plan has { $of } steps
       *[no] Your plan
    }
}{ $has_count ->
    [yes] , day { $day_number } of { $days }
   *[no] {""}
}.{ $has_next_step_day ->
    [yes] {" "}Your plan changes { $next_step_day }.
   *[no] {""}
}{ $has_last_day ->
    [yes] { $ends ->
        [hold] {" "}The last step goes on.
        [open] {" "}The last written day is { $last_day }. It does not say what comes after.
       *[stop] {" "}The last day is { $last_day }.
    }
   *[no] { $ends ->
        [hold] {" "}The last step goes on.
       *[other] {""}
    }
}{ $has_prescriber ->
    [yes] {" "}From { $prescriber }.
   *[no] {""}
}
plan-now-full = { $has_step ->
    [yes] Step { $step } of { $of }
   *[no] { $has_of ->
        [yes] Your plan has { $of } steps
       *[no] Your plan
    }
}{ $has_count ->
    [yes] , day { $day_number } of { $days }
   *[no] {""}
}{ $has_daily_mg ->
    [yes] : { $daily_mg } a day
   *[no] {""}
}.{ $has_next_step_day ->
    [yes] { $has_next_daily_mg ->
        [yes] {" "}It goes to { $next_daily_mg } a day { $next_step_day }.
       *[no] {" "}It changes { $next_step_day }.
    }
   *[no] {""}
}{ $has_last_day ->
    [yes] { $ends ->
        [hold] {" "}The last step goes on.
        [open] {" "}The last written day is { $last_day }. It does not say what comes after.
       *[stop] {" "}The last day is { $last_day }.
    }
   *[no] { $ends ->
        [hold] {" "}The last step goes on.
       *[other] {""}
    }
}{ $has_prescriber ->
    [yes] {" "}From { $prescriber }.
   *[no] {""}
}
# By text message: where the person is, which fits; elsewhere every step.
plan-table-discreet = { plan-now-discreet }
plan-table-full = { plan-now-full }
plan-table-wide = Your plan{ $has_prescriber ->
    [yes] {" "}from { $prescriber }
   *[no] {""}
}:

    { $rows_lines }

    { $ends ->
        [hold] The last step goes on.
        [open] It does not say what comes after.
       *[stop] {""}
    }
no-plan = I have no plan for you yet, so there are no reminders. You can still text me how many you take, and when. SOS works at any hour.
next = Next: { $dose_time }, { $dose_amount }.
next-none = Nothing more is planned.

left = You have { $rows } left.{ $has_run_out_day ->
    [yes] {" "}That lasts until { $run_out_day }{ $has_run_out_time ->
        [yes] {" "}{ $run_out_time }
       *[no] {""}
    }.
   *[no] {""}
}{ $has_order_by ->
    [yes] {" "}Order by { $order_by }.
   *[no] {""}
}{ $has_visit ->
    [yes] { $has_days_short ->
        [yes] {" "}{ $days_short ->
            [one] 1 day
           *[other] { $days_short } days
        } short of your visit on { $visit }.
       *[no] {" "}Your visit: { $visit }.
    }
   *[no] {""}
}{ $has_ordered ->
    [yes] {" "}Ordered, not in your hands yet: { $ordered }.
   *[no] {""}
}
left-unknown = I don't know how many you have. Please count them, then text COUNT and the number, like COUNT 42.

progress-discreet = So far { $taken } of { $planned } recorded as taken.{ $has_days ->
    [yes] {" "}Day { $days }{ $has_step ->
        [yes] , step { $step } of { $of }.
       *[no] .
    }
   *[no] { $has_step ->
        [yes] {" "}Step { $step } of { $of }.
       *[no] {""}
    }
}{ $has_last_day ->
    [yes] {" "}Last day on your plan: { $last_day }.
   *[no] {""}
}{ $has_stiff_now ->
    [yes] {" "}{ own-numbers }
   *[no] {""}
}
progress-full = So far { $taken } of { $planned } recorded as taken.{ $has_days ->
    [yes] {" "}Day { $days }{ $has_step ->
        [yes] , step { $step } of { $of }.
       *[no] .
    }
   *[no] { $has_step ->
        [yes] {" "}Step { $step } of { $of }.
       *[no] {""}
    }
}{ $has_now_daily_mg ->
    [yes] { $has_first_daily_mg ->
        [yes] {" "}From { $first_daily_mg } a day to { $now_daily_mg } now.
       *[no] {" "}Now { $now_daily_mg } a day.
    }
   *[no] {""}
}{ $has_last_day ->
    [yes] {" "}Last day on your plan: { $last_day }.
   *[no] {""}
}{ $has_stiff_now ->
    [yes] {" "}{ own-numbers }
   *[no] {""}
}

# Medians of what they answered; what is not known is not said.
own-numbers = Stiffness 0-10: { $stiff_first } at first, { $stiff_now } this week{ $has_stiff_before ->
    [yes] ; before { $step_day } { $stiff_before }, since then { $stiff_since }.
   *[no] .
}{ $has_slept_now ->
    [yes] {" "}Hours slept: { $slept_first } at first, { $slept_now } this week{ $has_slept_before ->
        [yes] ; before { $step_day } { $slept_before }, since then { $slept_since }.
       *[no] .
    }
   *[no] {""}
}

menu = 1 taken, 2 not taken, 3 later, U undo. TODAY, NEXT, PLAN, LEFT, COUNT, PROGRESS, PAUSE, RESUME, ZONE, HOME TIME, WHO, TOLD. Unwell: SOS.
menu-wide = 1 taken, 2 not taken, 3 later. A time, like 9:40: taken then. EXTRA: you took extra. U: undo.

    TODAY: what is on your list. NEXT: what comes next. PLAN: where you are.

    LEFT: how many you have. COUNT 42: you counted them. ORDERED, FETCHED: more is coming, or here.

    PROGRESS: how far you are, in numbers. LETTER: a page for your prescriber. QUESTION and your words: what you want to ask them.

    SHEET: your week on paper, to tick. CALENDAR: your plan for your phone's calendar.

    PAUSE 18:00: no reminders until then. RESUME: reminders on again.

    NOT YET: you have not changed to a new step. HOLD: your prescriber wants you to stay on this one.

    ZONE and a city: another clock. HOME TIME: on a short trip, keep to the clock of home.

    WHO: whom I tell if you go quiet. TOLD: what I told them.

    NAME: what I call you. DISCREET or FULL: how much my texts show.

    SOS, at any hour: you are unwell.
help = Stepdown: automatic reminders, about 6 texts a day. Rates may apply. Nobody reads along. Emergency: { $emergency }. MENU shows what I know. STOP ends messages.
thanks = You're welcome.

paused = No reminders until { $until }. Your plan has not changed. I still notice if you go quiet, and SOS works at any hour. RESUME: reminders on again.
pause-long = I can pause for { $most_h } hours at most{ $has_until ->
    [yes] , so there are no reminders until { $until }. RESUME: reminders on again.
   *[no] . Text PAUSE and a time, like PAUSE 18:00.
}
still-paused = Reminders are paused since { $since }.{ $has_doses ->
    [yes] {" "}Not recorded: { $doses_times }.
   *[no] {""}
} Text RESUME for reminders, or PAUSE and a time.
resumed = Reminders are on again.{ $has_doses ->
    [yes] {" "}Not recorded: { $doses_times }.
   *[no] {""}
}

zone-changed = Your plan follows the clock of { $zone } now.{ $has_doses ->
    [yes] {" "}Next: { $dose_time }, { $dose_amount }.
   *[no] {""}
}{ $has_too_close ->
    [yes] {" "}Two times are only { $too_close } apart.
   *[no] {""}
}{ $has_too_far ->
    [yes] {" "}Two times are { $too_far } apart.
   *[no] {""}
}{ $has_gap ->
    [yes] {" "}Please ask your pharmacist about that.
   *[no] {""}
}{ $has_home ->
    [yes] {" "}Away for { $days } days at most? Text HOME TIME to stay on the clock of { $home }.
   *[no] {""}
}
zone-kept = Your plan stays on the clock of { $home }.{ $has_both ->
    [yes] {" "}Next, with the time in { $zone } in brackets: { $both }.
   *[no] {""}
}{ $has_too_close ->
    [yes] {" "}Two times are only { $too_close } apart.
   *[no] {""}
}{ $has_too_far ->
    [yes] {" "}Two times are { $too_far } apart.
   *[no] {""}
}{ $has_gap ->
    [yes] {" "}Please ask your pharmacist about that.
   *[no] {""}
} I ask again in { $days } days.
zone-again = Your plan is on the clock of { $home }. Still in { $zone }, and staying? Text ZONE { $zone }. Back? Text ZONE { $home }.
home-time-how = Your plan follows the clock of { $zone }. Text ZONE and a city to change it.
wording-changed-discreet = My texts now show only the time and how many. FULL changes it back.
wording-changed-full = My texts now name the medicine and its strength. Others may see them on your screen. DISCREET changes it back.
name-changed = I will call you { $name }.

stopped = Messages ended. This does not mean stop your medicine. In an emergency ring { $emergency }. Text START to get messages again.
started = Messages are on again. SOS works at any hour.

count-ask = { $has_strengths ->
    [yes] How many do you have of { $strengths }? Count, then text like: COUNT { $strengths_count }.
   *[no] How many do you have? Please count, then text COUNT and the number, like COUNT 42.
}
count-saved = Saved. You have { $rows } left.
count-differs = Saved: { $rows_expected }. If extra was taken, text EXTRA. If not, there is nothing to do.
ordered = Noted{ $has_quantity ->
    [yes] : { $quantity } ordered
   *[no] : ordered
}. It counts once it is in your hands. Then text FETCHED and the number.
fetched = Noted. You have { $rows } now.
not-yet-saved = Noted: not changed to the step of { $day }.{ $has_names ->
    [yes] {" "}I tell { $names }.
   *[no] {""}
} Please ring { $has_prescriber ->
    [yes] { $prescriber }
   *[no] your prescriber
}{ $has_clinic_phone ->
    [yes] {" "}({ $clinic_phone })
   *[no] {""}
} { $has_names ->
    [yes] as well
   *[no] today
}, so that your plan and what you take agree.
not-yet-before = Your plan has not begun, so there is nothing to change yet. PLAN shows when it begins.
