### `stepdown setup`, for somebody who does this once.

setup-hello = I set Stepdown up on this machine. It asks a few things; Ctrl-C ends it, and you can begin again at any time.
setup-ask-telegram = Telegram bot token (it stays hidden while you paste; Enter if you use SMS only)
setup-ask-telegram-again = Token, as @BotFather shows it
setup-ask-sms = Send texts (SMS) by a Twilio account as well?
setup-ask-sid = Twilio account SID (begins with AC)
setup-ask-twilio-token = Twilio auth token (hidden)
setup-ask-sender = Your Twilio number (+…), or messaging service (MG…)
setup-sms-again = Let us try that again. Account SID and token stand on the first page of your Twilio account.
setup-no-channel = No Telegram and no SMS yet: people can write in `stepdown chat --as NAME` on this machine only.
setup-ask-key = Seal names, numbers and messages in the database with a key? It is kept in .env
setup-key = A key was made. Keep a copy of the .env file in a safe place: without it nothing in the database can be read again.
setup-no-key = No key: names, numbers and messages can be read by anybody who gets the database file.
setup-env = Written: { $names } in { $where }, which only you can read.
setup-env-same = The settings stay as they are.
setup-database = Database ready: { $where }, version { $version }.
setup-known = Entered already: { $names }.
setup-ask-name = Who tapers? The name I shall call them by
setup-ask-zone = In which time zone do they live? A big city near them
setup-zone-which = There is more than one: { $zones }. Please type one of them.
setup-zone-unknown = I don't know that place. Please type a big city, like London or New York.
setup-ask-carer = Who shall be told if they go quiet or sound unwell? A first name (Enter for nobody yet)
setup-consent = entered with setup on { $day }; their own OK is asked for on their phone
setup-person = { $name } is patient { $id }. Nothing is sent to them before they have said OK themselves.
setup-person-known = { $name } is patient { $id } already.
setup-invite-patient = For { $name }: scan this with their phone, open the chat, press START, then OK.
setup-invite-caregiver = For the caregiver of { $name }: the same on their own phone.
setup-invite-link = { $link }
    Works once, until { $until }.
setup-invite-sms = Or text this code to { $number }: { $code }
    Works once, until { $until }.
setup-waiting = Waiting until they have said OK, { $minutes } minutes at most. Ctrl-C: go on without.
setup-joined = They have joined, and a test message has left. Ask them whether it came.
setup-not-joined = Nobody has joined yet. Once they have, `stepdown patients test { $id }` sends a test message.
setup-done = Now: stepdown run
    It reminds only while that runs, on a machine that is always on. `stepdown check` tells what is missing.

operator-test-queued = A test message is on its way, if `stepdown run` is running.
operator-test-nobody = Nobody has said OK there yet, so nothing can be sent.
