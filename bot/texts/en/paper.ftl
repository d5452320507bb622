### A question for the prescriber, and pages to take along.

question-noted = Noted for your prescriber, in your words: "{ $quote }". It stands on your LETTER. NO QUESTION removes it.
question-list = Noted for your prescriber{ $steps ->
    [one] {""}
   *[other] , the newest of { $steps }
}: "{ $quote }". It stands on your LETTER. NO QUESTION removes all of them.
question-how = To note something for your prescriber, text QUESTION and your words, like: QUESTION can I go slower? It then stands on your LETTER.
question-dropped = Taken off. Your letter has no question now.

letter = Your page for the prescriber: what was planned, what you told me, how you were, and your question. Read it before you pass it on.
sheet = Your week on paper, to print and tick. It goes by the plan as it stands today.
calendar = Your plan as a calendar. Open it and your phone reminds you too. When the plan changes, ask for a new one: it takes the place of this one.
page-no-room = A text has no room for a page. Whoever set this up for you can print it. To note something for your prescriber: QUESTION and your words.
