### A plan on its way in: asked about one thing at a time, shown back, decided by somebody named.
### Questions name the number and its unit without saying which: discreet words name no unit.

plan-how-to = { $why ->
    [again] It is all put away.
   *[other] {""}
} Send me the words that your prescriber wrote, or a plan file. Or text STEPS, and we go through it one step at a time. BACK, BEGIN AGAIN and NOT NOW always work.

plan-ask = { $has_said ->
    [yes] I can't use "{ $said }" for that.{" "}
   *[no] {""}
}{ $has_quote ->
    [yes] It says "{ $quote }".{" "}
   *[no] {""}
}{ $about ->
    [strength] How strong is one of them? Text what stands on the box: the number and its unit.
    [start_dose] How much does it say you have on a day now? Text the number, its unit and how often.
    [dose] I can't tell how much that is. Please ask your prescriber. Then text it, or send the whole text again. STEPS goes one step at a time.
    [times] How many times a day is that? Text it like: 3 times a day.
    [duration] How long is that, in days or weeks? Text it like: 2 weeks.
    [contradiction] Two things in it do not fit together. Please ask your prescriber, then send the whole text again.
    [units] One number has no unit. Is it how many of them, or how much? Text HOW MANY or HOW MUCH.
    [date_order] Which comes first in its dates, the day or the month? Text DAY FIRST or MONTH FIRST.
    [percent_base] Is the share of the first amount, or of the one just before? Text FIRST or BEFORE.
    [end] It does not say how far down it goes. What did they write? Text it like: until off.
    [condition] I can only count days. Please ask your prescriber how long that is. Text it like: 2 weeks.
    [medicine] I can take in one medicine at a time. Send only the part about the one that is reduced.
   *[other] That is not clear to me. Please ask your prescriber, then send the whole text again.
}

plan-need = { $has_said ->
    [yes] I can't use "{ $said }" for that.{" "}
   *[no] {""}
}{ $about ->
    [medicine] Which medicine is it? Text its name, as on the box.
    [strength] How strong is one of them? Text what stands on the box: the number and its unit. Or text NOT SURE.
    [pieces] Some of it comes out as less than a whole one. May they be cut? Ask your pharmacist. Text HALVES, QUARTERS or WHOLE.
    [start] Which day is its first? Text TODAY, TOMORROW or a date like { $date_example }.
    [times] It is { $count } a day. At what times? Text them in order, like 8:00 14:00 20:00.
    [split] { $has_times ->
        [yes] Later steps give only the whole day. At what times is that shared out? Text them in order, like { $times }.
       *[no] It gives only the whole day. At what times is that shared out? Text them in order, like 8:00 14:00 20:00.
    } I share it as evenly as they can be cut, and show you.
    [split_step] Step { $step } can't be shared out over those times. At what times is it? Text them, like 8:00 20:00.
    [current] How much do you have on an ordinary day now, all together? Text the number and its unit, or NOT SURE.
    [visit] On which day do you see your prescriber next? Text a date like { $date_example }, or NOT SURE.
    [step] Step { $step }: what is it on each day, and for how long? Text it just as they wrote it.
    [next_step] Step { $step }, the same way. No more steps? Text OFF if it is over then, STAY if the last one goes on, or NOT SAID.
    [who_day] On which day was that? Text TODAY or a date, like 7 Sep.
    [reason] One step goes up. What did your prescriber say it is for? Text it in a few words.
    [how] Did they write it, or say it on the phone? Text WRITTEN or PHONE.
    [read_back_name] I still need the name of whom you spoke with. Text it all, like: Dr Lee, 020 7946 0000, 14:10.
    [read_back_number] I still need the number you spoke on. Text it all, like: Dr Lee, 020 7946 0000, 14:10.
    [read_back_own_number] That is your own number, or that of somebody who looks after you. I need the prescriber's.
    [read_back_time] I still need the time of the call, within the last day. Text it all, like: Dr Lee, 020 7946 0000, 14:10.
   *[other] That is not clear to me. Text it another way, or BACK.
}

plan-rows = { $rows }
plan-rows-wide = { $rows_lines }

plan-read = { $has_high ->
    [yes] I read: as needed, { $low } to { $high }, at most { $count } times a day.
   *[no] That is what I read.{ $ends ->
        [hold] {" "}The last step goes on.
        [open] {" "}It does not say what comes after.
       *[stop] {""}
    }{ $has_from ->
        [yes] {" "}First day: { $from }.
       *[no] {""}
    }{ $has_last_day ->
        [yes] {" "}Last day: { $last_day }.
       *[no] {""}
    }
}{ $why ->
    [split] {" "}I shared it out over the day.
   *[other] {""}
} Did your prescriber give you just that? Text their name and the day, like: Dr Lee, 7 Sep. If not: BACK.{ $has_findings ->
    [yes] {" "}To ask them about: { $findings }
   *[no] {""}
}
plan-read-wide = { $has_high ->
    [yes] I read: as needed, { $low } to { $high }, at most { $count } times a day.
   *[no] That is what I read.{ $ends ->
        [hold] {" "}The last step goes on.
        [open] {" "}It does not say what comes after.
       *[stop] {""}
    }{ $has_from ->
        [yes] {" "}First day: { $from }.
       *[no] {""}
    }{ $has_last_day ->
        [yes] {" "}Last day: { $last_day }.
       *[no] {""}
    }
}{ $why ->
    [split] {" "}The text gives only whole days. How each is shared out is my proposal: as even as they can be cut, and none more than before where the day is less.
   *[other] {""}
}{ $has_findings ->
    [yes] {" "}To ask your prescriber about:
   *[no] {""}
}

    { $findings_lines }

    Did your prescriber give you just that? Send their name and the day, like: Dr Lee, 7 Sep. If it is not what they wrote, send BACK. NOT NOW keeps it for later.

plan-later = It is kept as it is. NEW PLAN goes on with it on any day.{ $why ->
    [active] {" "}My reminders go on from the plan that you have.
   *[none] {" "}Until then there are no reminders. SOS works at any hour.
}
plan-no-back = There is nothing to go back to. BEGIN AGAIN puts it all away.
plan-resume = Your plan is not in yet: one question is open. Text NEW PLAN to go on with it, or NOT NOW.

plan-read-back = Read it to them as it stands.{ $has_from ->
    [yes] {" "}First day: { $from }.
   *[no] {""}
}{ $ends ->
    [hold] {" "}The last step goes on.
    [open] {" "}It does not say what comes after.
   *[stop] {" "}Then it is over.
}{ $has_last_day ->
    [yes] {" "}Last day: { $last_day }.
   *[no] {""}
} Ask{ $has_prescriber ->
    [yes] {" "}{ $prescriber }
   *[no] {""}
}: is that right? Then text their name, number and the time, like: Dr Lee, 020 7946 0000, 14:10. If it is not right: BACK.
plan-read-back-alone = A call by itself can't let this plan begin, because nobody but you would hear of it. Please ask the clinic for a code. Then text CODE and the code.
plan-code-wrong = That code does not fit. Please check it, or ask the clinic for a new one. Nothing was changed.
plan-copy = { $patient } told me of a plan that was agreed by phone: { $who }.{ $has_from_day ->
    [yes] {" "}It holds from { $from_day }.
   *[no] {""}
} This is your copy. If that can't be so, please ring { $patient }. This is automatic.

mismatch-note = { $has_clinic ->
    [yes] Ring { $clinic }
   *[no] Ring your prescriber
} or { $urgent } now, and say what you have on a day. It is easier with your own words written down. Text QUESTION and then what you want to ask. It goes on the page for them. When they agree to a plan: text READ BACK while they are on the phone, or CODE and their code.

prn-rates = { $rows }{ $has_refills ->
    [yes] {" "}With { $refills } refills, at the fastest: { $days } days.
   *[no] {""}
}{ $has_visit ->
    [yes] {" "}Your visit: { $visit }.
   *[no] {""}
} { $has_clinic ->
    [yes] Please ring { $clinic } or your pharmacist before you run out.
   *[no] Please ring your prescriber or pharmacist before you run out.
}
prn-unknown = I can't tell how long yours last, because I do not know how many you have. Text COUNT and the number. { $has_clinic ->
    [yes] { $clinic } or your pharmacist
   *[no] Your prescriber or pharmacist
} can tell you what to do when they run low.

how-slowly = { $has_step ->
    [yes] You are on step { $step } of { $of }.
   *[no] {""}
}{ $has_last_day ->
    [yes] {" "}Its last day is { $last_day }.
   *[no] {""}
} What is published differs: { $published }. Many need longer. No trial compares them. { $has_prescriber ->
    [yes] Ask { $prescriber } what fits you.
   *[no] Ask your prescriber what fits you.
} Text QUESTION and your words, to keep it for them.
