### The chat window itself: what it says beside the conversation. The bot's own words are in the other files.

chat-title = Stepdown
chat-header = a conversation with the bot. Nothing leaves this machine.
chat-place = Kept in { $place }
chat-second = Somebody else's window: { $command }
chat-guest = The window of { $name }. The bot itself runs in another one.
chat-old-kept = The conversation before this one is kept in { $place }.
chat-not-fresh = DATABASE_URL names a database that exists, so this fresh conversation has a file of its own.
chat-unsealed = Names and words are stored readable: no STEPDOWN_KEY is set.
chat-hint = /leap goes to the next thing due, /help shows more
chat-hint-guest = /help shows what can be typed here
chat-stands = the clock stands while you type
chat-speed = { $speed } times as fast
chat-alone = The bot is not running. What you write is kept. Open the first window again: { $command }
chat-back = The bot is running again.
chat-while-away = While this window was closed:
chat-earlier = Earlier:
chat-you = you
chat-bot = bot
chat-bye = Closed. Nobody is reminded while no window is open. Go on with: { $command }
chat-bye-guest = Closed. Open it again with: { $command }

chat-help =
    Write to the bot as you would on the phone: 1, "took it at 9:40", TODAY, LEFT, MENU.
    Buttons are in brackets: type what stands there.
    PLAN and a file's name loads a plan: PLAN my-plan.json
chat-help-leap = go to the next time the bot has something to say
chat-help-leap-far = go that far: 45m, 3h, 2d, 1w. All that is due on the way happens at its time
chat-help-clock = what time it is for the bot
chat-help-help = this list
chat-help-quit = close the window (or Ctrl-D)

chat-unknown = There is no { $said }. There are: { $known }
chat-leap-how = /leap, or /leap with how far: 45m, 3h, 2d, 1w. At most { $most } days at once.
chat-leap-guest = Only the first window can leap.
chat-leapt = leapt { $by } to { $to }
chat-leapt-quiet = leapt { $by } to { $to }: nothing to say until then
chat-leap-nothing = Nothing waits for its time, so there is nowhere to leap to. /leap 3h goes anyway.
chat-clock = It is { $now } for the bot ({ $zone }){ $ahead ->
    [no] , as on this machine
   *[other] , { $ahead } ahead of this machine
}{ $speed ->
    [one] .
   *[other] , running { $speed } times as fast.
}
chat-too-long = That is longer than { $most } characters, so it was not sent.
chat-trouble = Something went wrong inside ({ $kind }). Nothing that was stored is lost; please try again.

chat-part-days = { $count } d
chat-part-hours = { $count } h
chat-part-minutes = { $count } min
chat-part-seconds = { $count } s
