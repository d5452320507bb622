### `stepdown check`: SMS.

check-sms-answers = the account answers
check-sms-webhook = texts are brought to { $url }
check-sms-poll = texts are fetched from Twilio's list
check-sms-refused = Twilio refuses the account or its token ({ $code })
check-sms-no-answer = no answer from Twilio
check-sms-not-active = the account is { $status }
check-sms-not-ours = TWILIO_PHONE_NUMBER is no number of this account
check-sms-webhook-other = the number brings its texts to another address
check-sms-no-address = PUBLIC_URL is not set, so that nothing can be brought here
check-sms-loopback = PUBLIC_URL is this machine's own address, which Twilio cannot reach
check-sms-not-https = PUBLIC_URL is not https: what people write would travel in the open
check-sms-fix-refused = take TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from the console's first page
check-sms-fix-no-answer = is this machine online? Does TWILIO_API_BASE_URL name the right server?
check-sms-fix-not-active = see the console's billing page
check-sms-fix-not-ours = take the number from the console, with + and country code
check-sms-fix-webhook-other = in the console set the number's messaging webhook (POST) to { $url }
check-sms-fix-no-address = set PUBLIC_URL, or TWILIO_INBOUND=poll for a machine that no one can reach
check-sms-fix-loopback = set PUBLIC_URL to an address the world can reach, or TWILIO_INBOUND=poll
check-sms-fix-not-https = put a certificate before it and write https
check-sms-fix-poll = with a PUBLIC_URL Twilio says at once which texts did not arrive; without, its list is asked
