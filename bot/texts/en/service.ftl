### When something of ours went wrong.

trouble = I could not deal with your last message, but it is kept. If you are unwell: SOS, or ring { $emergency }. If not, please text it again in other words.
late-notice = The next message comes late{ $has_late ->
    [yes] {" "}(due { $late_due }, now { $late_now })
   *[no] { $has_at ->
        [yes] : it was meant for { $at }
       *[no] {""}
    }
}. Sorry.
