### Pictures and files that go with a message, where they cannot go with it.

picture-lies-here = It is in { $path }
picture-not-kept = The file could not be written on this machine.
picture-not-by-text = The picture cannot come by text. Telegram can show it.
page-by-link = Here it is, for { $minutes } minutes: { $link } Read it before you pass it on. Whoever has this link can open it.
