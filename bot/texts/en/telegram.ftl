### What Telegram itself shows: the menu of commands.

telegram-command-today = Today's doses
telegram-command-next = The next dose
telegram-command-plan = The whole plan
telegram-command-left = Tablets left
telegram-command-progress = How far you are, with a picture
telegram-command-letter = A page for your prescriber
telegram-command-undo = Take back the last answer
telegram-command-menu = What you can send
telegram-command-sos = Help now, at any hour
telegram-command-stop = No more messages

## `stepdown check`

check-telegram-answers = the bot { $name } answers
check-telegram-free = nothing else fetches its messages
check-telegram-webhook = the webhook is set, { $waiting } messages wait
check-telegram-refused = the token is not accepted
check-telegram-no-answer = no answer from the Bot API
check-telegram-conflict = another process fetches its messages
check-telegram-webhook-left = a webhook is set, but TELEGRAM_WEBHOOK_SECRET is not
check-telegram-webhook-nowhere = there is no address to be called at
check-telegram-webhook-other = the webhook is not set, or set to another address
check-telegram-webhook-fails = { $waiting } messages wait, Telegram says: { $trouble }
check-telegram-fix-refused = set TELEGRAM_BOT_TOKEN to the token that BotFather shows
check-telegram-fix-no-answer = is this machine online? Does TELEGRAM_API_BASE_URL name the right server?
check-telegram-fix-conflict = end the other process, or give each a bot of its own
check-telegram-fix-starts = `stepdown run` mends it when it starts
check-telegram-fix-webhook-nowhere = set PUBLIC_URL or TELEGRAM_WEBHOOK_URL, or unset TELEGRAM_WEBHOOK_SECRET
check-telegram-fix-webhook-fails = can the world reach that address, with a valid certificate?
