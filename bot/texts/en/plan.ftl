### The plan: taken in, in doubt, changed, ended. Only a prescriber decides; these words never do.

plan-loaded-discreet = I read: { $steps ->
    [one] 1 step
   *[other] { $steps } steps
}{ $has_from ->
    [yes] {" "}from { $from }
   *[no] {""}
}{ $ends ->
    [hold] {""}
   *[other] { $has_last_day ->
        [yes] {" "}to { $last_day }
       *[no] {""}
    }
}{ $has_prescriber ->
    [yes] , by { $prescriber }
   *[no] {""}
}.{ $ends ->
    [hold] {" "}The last step goes on.
    [open] {" "}It does not say what comes after.
   *[stop] {""}
}{ $has_supply ->
    [yes] {" "}What you have lasts until { $supply }.
   *[no] {""}
} Is it from your prescriber? Text OK, and reminders begin.{ $has_findings ->
    [yes] {" "}To ask your prescriber: { $findings }
   *[no] {""}
}
plan-loaded-full = I read: { $steps ->
    [one] 1 step
   *[other] { $steps } steps
}{ $has_from ->
    [yes] {" "}from { $from }
   *[no] {""}
}{ $ends ->
    [hold] {""}
   *[other] { $has_last_day ->
        [yes] {" "}to { $last_day }
       *[no] {""}
    }
}{ $has_daily_mg ->
    [yes] , beginning with { $daily_mg } a day
   *[no] {""}
}{ $has_prescriber ->
    [yes] , by { $prescriber }
   *[no] {""}
}.{ $ends ->
    [hold] {" "}The last step goes on.
    [open] {" "}It does not say what comes after.
   *[stop] {""}
}{ $has_supply ->
    [yes] {" "}What you have lasts until { $supply }.
   *[no] {""}
} Is it from your prescriber? Text OK, and reminders begin.{ $has_findings ->
    [yes] {" "}To ask your prescriber: { $findings }
   *[no] {""}
}
plan-loaded-wide-discreet = I read: { $steps ->
    [one] 1 step
   *[other] { $steps } steps
}{ $has_from ->
    [yes] {" "}from { $from }
   *[no] {""}
}{ $ends ->
    [hold] {""}
   *[other] { $has_last_day ->
        [yes] {" "}to { $last_day }
       *[no] {""}
    }
}{ $has_prescriber ->
    [yes] , by { $prescriber }
   *[no] {""}
}.{ $ends ->
    [hold] {" "}The last step goes on.
    [open] {" "}It does not say what comes after.
   *[stop] {""}
}{ $has_supply ->
    [yes] {" "}What you have lasts until { $supply }.
   *[no] {""}
}

    { $rows_lines }

    { $has_findings ->
        [yes] To ask your prescriber about:
       *[no] {""}
    }

    { $findings_lines }

    Is it from your prescriber? Send OK, and reminders begin.
plan-loaded-wide-full = I read: { $steps ->
    [one] 1 step
   *[other] { $steps } steps
}{ $has_from ->
    [yes] {" "}from { $from }
   *[no] {""}
}{ $ends ->
    [hold] {""}
   *[other] { $has_last_day ->
        [yes] {" "}to { $last_day }
       *[no] {""}
    }
}{ $has_daily_mg ->
    [yes] , beginning with { $daily_mg } a day
   *[no] {""}
}{ $has_prescriber ->
    [yes] , by { $prescriber }
   *[no] {""}
}.{ $ends ->
    [hold] {" "}The last step goes on.
    [open] {" "}It does not say what comes after.
   *[stop] {""}
}{ $has_supply ->
    [yes] {" "}What you have lasts until { $supply }.
   *[no] {""}
}

    { $rows_lines }

    { $has_findings ->
        [yes] To ask your prescriber about:
       *[no] {""}
    }

    { $findings_lines }

    Is it from your prescriber? Send OK, and reminders begin.
plan-ok-needed = Is the plan I showed you from your prescriber? Text OK, and reminders begin. If not, please ask your prescriber.
plan-started-discreet = Your plan is active{ $has_from ->
    [yes] {" "}from { $from }
   *[no] {""}
}. Reminders come at its times. TODAY and NEXT show them. This is automatic. No one is watching live. It cannot call an ambulance.
plan-started-full = Your plan{ $has_prescriber ->
    [yes] {" "}from { $prescriber }
   *[no] {""}
} is active{ $has_from ->
    [yes] {" "}from { $from }
   *[no] {""}
}{ $has_daily_mg ->
    [yes] : { $daily_mg } a day
   *[no] {""}
}. Reminders come at its times. TODAY and NEXT show them. This is automatic. No one is watching live. It cannot call an ambulance.
plan-zone = The plan was written for the clock of { $plan_zone }. You live by the clock of { $zone }, so its times follow { $zone }.
plan-time = { $has_when ->
    [yes] At what time is the { $when } one? Text it like 8:00 or 14:30.
   *[no] At what time is it? Text it like 8:00 or 14:30.
}
plan-start-unclear = I can't read "{ $said }" as a day. Text TODAY, or a date like { $date_example }.

plan-blocked = Saved, but not active until { $has_prescriber ->
    [yes] { $prescriber } confirms
   *[no] your prescriber confirms
} it. A sudden change can be dangerous: do not stop suddenly, ring your prescriber.{ $has_findings ->
    [yes] {" "}Why: { $findings }
   *[no] {""}
}

plan-blocked-wide = Saved, but not active until { $has_prescriber ->
    [yes] { $prescriber } confirms
   *[no] your prescriber confirms
} it. There are no reminders until then. A sudden change can be dangerous: do not stop suddenly, ring your prescriber. You can text me what you take, and when.{ $has_findings ->
    [yes] {" "}Why it waits:
   *[no] {""}
}

    { $findings_lines }

plan-change-waits = Saved, but this change is not active until { $has_prescriber ->
    [yes] { $prescriber } confirms
   *[no] your prescriber confirms
} it. My reminders go on from the plan that was confirmed before. Please ring them today.{ $has_findings ->
    [yes] {" "}Why it waits: { $findings }
   *[no] {""}
}

plan-watch = { $why ->
    [as_needed] Your plan is as needed, so there are no reminders. Text me how many you take, and when. I count what is left. SOS works at any hour.
    [hospital] You were in hospital, and I can't know your plan now. A sudden change can be dangerous: ring { $has_clinic ->
        [yes] { $clinic }
       *[no] { $has_prescriber ->
            [yes] { $prescriber }
           *[no] your prescriber
        }
    } or { $urgent } now. Until then there are no reminders.
    [off] A day or longer is not recorded, so I send no reminders. Do not catch up or restart by yourself. Ring { $has_clinic ->
        [yes] { $clinic }
       *[no] { $has_prescriber ->
            [yes] { $prescriber }
           *[no] your prescriber
        }
    } or { $urgent } now.
    [mismatch] Your plan and what you take differ. I can't choose. A sudden change can be dangerous: ring { $has_clinic ->
        [yes] { $clinic }
       *[no] { $has_prescriber ->
            [yes] { $prescriber }
           *[no] your prescriber
        }
    } or { $urgent } now. Until then there are no reminders.
   *[unclear] I can't send reminders for this plan: something in it is not clear. A sudden change can be dangerous: ring { $has_clinic ->
        [yes] { $clinic }
       *[no] { $has_prescriber ->
            [yes] { $prescriber }
           *[no] your prescriber
        }
    } and ask. Text me how many you take, and when. SOS works at any hour.
}
plan-file-error = Nothing was changed, because I can't use that file: { $says }
plan-file-beside = The file says more than the plan holds. Please look at it together with your prescriber: { $says }
plan-confirm-who = Who gave you this plan? Text the prescriber's name and the day, like: Dr Lee, 7 Sep.
plan-change-who = { $change ->
    [restart] Going on after a hold needs a prescriber. Who
   *[other] Who
} decided this change? Text the prescriber's name and the day, like: Dr Lee, 7 Sep. Until then nothing changes.
plan-changed-discreet = { $change ->
    [hold] Your plan stays on this step
    [end] Your plan ends
   *[amend] Your plan is changed
}{ $has_from_day ->
    [yes] {" "}from { $from_day }
   *[no] {""}
}{ $has_who ->
    [yes] , as { $who } decided
   *[no] {""}
}. What is past stays as it was. Not right? Ring your prescriber.
plan-changed-full = { $change ->
    [hold] Your plan stays on this step
    [end] Your plan ends
   *[amend] Your plan is changed
}{ $has_from_day ->
    [yes] {" "}from { $from_day }
   *[no] {""}
}{ $has_who ->
    [yes] , as { $who } decided
   *[no] {""}
}.{ $has_before_mg ->
    [yes] {" "}It was { $before_mg } a day.
   *[no] {""}
}{ $has_after_mg ->
    [yes] {" "}It is { $after_mg } a day.
   *[no] {""}
} What is past stays as it was. Not right? Ring your prescriber.
plan-refused = I did not change your plan: { $why ->
    [no_who] I need to know who decided it.
    [hold] there is no step to stay on.
    [step_back] there is no step before this one.
    [restart] it is not on hold.
    [blocked] it waits until your prescriber confirms it.
    [not_blocked] no plan waits to be confirmed.
    [another] this one can't be let go. Your prescriber needs to write it anew.
    [over] the last day of that plan is past.
   *[other] something in it does not fit.
} Questions: ring your prescriber.
plan-same = That is the plan you already have. Nothing was changed.

watch-only-note = There are no reminders now, because your plan waits, or has no set times. A sudden change can be dangerous: ring { $has_clinic ->
    [yes] { $clinic }
   *[no] { $has_prescriber ->
        [yes] { $prescriber }
       *[no] your prescriber
    }
} or { $urgent }. Text me how many you take, and when. SOS works at any hour.

step-notice-discreet = Your plan changes { $day }.
step-notice-full = { $has_daily_mg ->
    [yes] { $day } your plan goes to { $daily_mg } a day.
   *[no] Your plan changes { $day }.
}
step-notice-ask-discreet = Your plan changes { $day }. Not all went as usual since the last change. Please ring { $has_prescriber ->
    [yes] { $prescriber }
   *[no] your prescriber
}{ $has_clinic_phone ->
    [yes] {" "}({ $clinic_phone })
   *[no] {""}
} before { $day }.
step-notice-ask-full = { $has_daily_mg ->
    [yes] { $day } your plan goes to { $daily_mg } a day.
   *[no] Your plan changes { $day }.
} Not all went as usual since the last change. Please ring { $has_prescriber ->
    [yes] { $prescriber }
   *[no] your prescriber
}{ $has_clinic_phone ->
    [yes] {" "}({ $clinic_phone })
   *[no] {""}
} before { $day }.

plan-ended = Your plan came to its end{ $has_day ->
    [yes] {" "}{ $day }
   *[no] {""}
}. There are no more reminders. Unwell, now or in the next weeks: SOS at any hour. Questions: ring your prescriber.
plan-open-end = Your written plan runs to { $day }. It does not say what comes after. Please ask { $has_prescriber ->
    [yes] { $prescriber }
   *[no] your prescriber
} before { $day }. A sudden change can be dangerous: do not stop suddenly.
end-reached-open = Your written plan ends here and does not say what comes next. I can't choose. A sudden change can be dangerous: do not stop suddenly, ring { $has_prescriber ->
    [yes] { $prescriber }
   *[no] your prescriber
} now.

plan-last-day = The last day on your plan is { $day }. Feel unsure about it? Ring { $has_prescriber ->
    [yes] { $prescriber }
   *[no] your prescriber
} before then.
