### What is in the house. Running out is a sudden stop that can be seen coming.

supply-order = What you have lasts until { $run_out_day }. Please order by { $order_by }. Text ORDERED when you have.
supply-low = What you have lasts until { $run_out_day }{ $has_days ->
    [yes] {" "}({ $days ->
        [one] 1 day
       *[other] { $days } days
    })
   *[no] {""}
}. Please ring your pharmacist or clinic today. Text ORDERED or FETCHED, or COUNT and the number.
supply-urgent = What you have runs out { $run_out_day }{ $has_run_out_time ->
    [yes] {" "}{ $run_out_time }
   *[no] {""}
}. Running out is like a sudden stop. Go to a pharmacist now and ask about an emergency supply. Ring your prescriber or { $urgent }. More in your hands? Text FETCHED and the number.
supply-visit = What you have lasts until { $run_out_day }: { $days_short ->
    [one] 1 day
   *[other] { $days_short } days
} short of your visit on { $visit }. Please ring your clinic or pharmacist and tell them.
supply-prn = { $rows } Please ring your clinic or pharmacist before you run out.
