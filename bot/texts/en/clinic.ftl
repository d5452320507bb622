### The digest of the morning, to prescribers by name, to the operator by number.
clinic-digest = Stepdown, this morning: { $has_tally ->
    [yes] of { $count } people { $tally }.{ $has_names ->
        [yes] {" "}First: { $names }.
       *[no] {""}
    }
   *[no] nothing calls for anybody among { $count } people.
} This is automatic. No one is watching live.
operator-overview = Stepdown: of { $count } people { $tally }. First: { $code }. See: stepdown board.
