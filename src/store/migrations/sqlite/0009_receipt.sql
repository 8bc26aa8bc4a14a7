-- How a page rang, once it does no longer; and pages that failed and are still tried: state 5.

create table receipt (
    page integer primary key,
    sound text not null,
    device text not null,
    volume integer,
    muted integer,
    milliseconds integer not null,
    fallback text
);
drop index page_ringing;
create index page_ringing on page (station) where state in (1, 2, 5);
