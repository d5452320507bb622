### Plans that come from elsewhere and go elsewhere: codes, and other programs' formats.

## A plan that was handed over as a code or as its text

handover-error-none = This is no plan code. A plan code begins with SD1:
handover-error-broken = This plan code is not whole, or something in it was changed. Please copy all of it, or scan it again.
handover-error-parts = This plan code has { $parts } parts. Still wanted: { $missing }. Please send all parts in one message or one file.
handover-error-mixed = These are parts of different plan codes. Please send the parts of one plan together.
handover-error-version = This plan code was made by another version of Stepdown ({ $version }). This one reads version 1. Please ask for the plan as a file.
handover-error-stranger = This plan code does not carry the seal of your clinic. Please ask your clinic for the plan.
handover-error-too-long = This is too long for a plan code.
handover-error-no-plan = This plan code holds no plan that can be read here. Please ask for the plan as a file.

## `stepdown plan qr`

handover-written = Written: { $file }
handover-part = { $parts ->
    [1] Scan this, or copy the line below.
   *[other] Part { $number } of { $parts }. Scan this, or copy the line below.
  }
handover-how = { $parts ->
    [1] Send what it holds to the bot. The plan becomes active only after it was looked at and confirmed there.
   *[other] Send all parts to the bot in one message. The plan becomes active only after it was looked at and confirmed there.
  }
handover-too-large = This plan would need { $parts } codes; more than { $most } cannot be scanned one after the other. Write it as a file to forward: --text FILE

## A plan shown on a terminal

plan-needed = When needed: { $low ->
    [none] up to { $high }
   *[other] { $low } to { $high }
  } { $unit }{ $times ->
    [none] {""}
   *[other] , at most { $times } times a day
  }{ $most ->
    [none] {""}
   *[other] , at most { $most } mg a day
  }. Nothing of it is scheduled.
handover-no-bot = A link needs a Telegram bot: set TELEGRAM_BOT_TOKEN, or leave out --link for a code that carries the plan itself.
handover-link = It works once, until { $until }. Whoever opens it first is let in, and is asked about the plan before anything is active.
