# What the documents speak of: incident 1 with three alerts, others, promises, silences, an export of Alertmanager, bodies.
wail page -q "the disk of db-1 is full" --label service=db --label host=db-1 --key disk
wail page -q "the replica lags" --label service=db --label host=web-1 --key replica
wail page -q "orders stand still" --label service=db --label host=web-2 --key orders
wail page -q "search is slow" --label service=search --severity error
wail page -q "the cache is cold" --label service=cache --severity error
wail page -q "the shop is slow" --label service=shop --severity error
wail page -q "the mail waits" --label service=mail --severity error
wail merge -q 2 1
wail merge -q 3 1
wail note 1 "looking"
for promise in "an index" "a second disk" "a table" "another table" "a third" "a fourth"; do
    wail promise "$promise" --owner ana --by tomorrow --incident 1
done
for host in a b c; do
    wail silence add --match "host=$host" --for 2h -m "disks"
done
wail gauge events.id 1931000000 --max 2147483647
wail beat backup
printf '%s' '{"receiver": "wail", "status": "firing", "alerts": [{"status": "firing", "labels": {"alertname": "Slow", "severity": "error"}, "annotations": {}, "startsAt": "2026-11-22T03:12:05Z", "fingerprint": "a1"}]}' > body.json
printf 'it was seen\n' > seen.txt
printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20360707\r\nDTEND;VALUE=DATE:20360709\r\nSUMMARY:bo is off\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n' > leave.ics
cp leave.ics bo.ics
printf 'receivers:\n- name: ana\nroute:\n  receiver: ana\n' > alertmanager.yml
