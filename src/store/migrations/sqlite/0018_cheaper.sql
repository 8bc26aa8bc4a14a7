-- What every alert and every page pays for, made cheaper.

-- Only of sources that list what is open there is it looked up what stands: their alerts are marked, and
-- what is posted pays for no index. Of each, up to which alert that is done; what stands already is marked
-- with its next list.
drop index alert_standing;
alter table alert add column listed integer;
create index alert_listed on alert (source) where listed = 1 and signal <> 0;
alter table poll add column listed_up_to integer;

-- Of a list of three, SQLite makes a table whenever it looks whether a page belongs into the index.
drop index page_ringing;
create index page_ringing on page (station) where state = 1 or state = 2 or state = 5;
