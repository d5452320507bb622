### What is kept about somebody, and how it goes; and a caregiver who is told nothing any more.

erase-sure = Shall I delete all that I keep about you? It is done in a day, and can't be undone then. My texts end, and I tell nobody if you go quiet. If so, text ERASE once more. This does not mean stop your medicine.
erase-carer-sure = Shall I delete all that I keep about you? Then I tell you of nobody any more. It can't be undone. If so, text ERASE once more.
erase-asked-there = I have asked on your other { $way ->
    [sms] phone
    [telegram] Telegram chat
   *[console] window
}: text ERASE there too, and I delete all that I keep about you. If you don't have it any more, ask whoever set this up for you.
erase-confirm = Somebody asked me, on your other { $way ->
    [sms] phone
    [telegram] Telegram chat
   *[console] window
}, to delete all that I keep about you. If it was you, text ERASE here too. If not, there is nothing to do.
erase-planned = I delete all that I keep about you { $until }. Until then all goes on. To keep it, text KEEP. This does not mean stop your medicine.
erase-kept = Noted: I keep everything, and nothing is deleted.
erase-alarm = There is an alarm just now, so nothing is deleted. Please text ERASE again when it is over.
erase-operator = You run this service, so I need to reach you. First take your contact out of OPERATOR_CONTACT.
erased = All that I kept about you is deleted, and this is my last message. I remind of nothing and tell nobody any more. This does not mean stop your medicine.
erased-carer = All that I kept about you is deleted. This is my last message.
erased-carer-too = { $patient } has ended with me: I don't hear them any more and can't tell you if they are unwell. Please ask them how they are. What I kept about you is deleted too. This is my last message.
erased-told = { $patient } has ended with me: I don't hear them any more and can't tell you if they are unwell. Please ask them how they are.
carer-erased-you = Somebody whom I could tell about you has ended with me. WHO shows who is left.

removed = I tell { $name } nothing about you any more, and { $name } hears nothing of that from me.{ $has_names ->
    [yes] {" "}I still tell: { $names }.
   *[no] {" "}There is nobody left whom I may tell.
}
remove-which = Whom shall I tell nothing about you any more? Text DON'T TELL and the name, like DON'T TELL BEN. I tell: { $names }.
remove-nobody = There is nobody whom I tell about you.
remove-alarm = There is an alarm just now, so I still tell { $names }. Please say it again when it is over.

carer-status-enough = I have told you often today how { $patient } is, so please ring them instead. I still tell you of an alarm. Is something wrong? Text 7.

export = All that I keep about you, as a table for a spreadsheet. It holds what you wrote, so mind who sees it.
export-how = A text has no room for all that I keep about you. Write to me in Telegram and I send it as a file. Or ask whoever set this up for you.
