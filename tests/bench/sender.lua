-- Posts alerts as fast as they are answered, for wrk; the environment says what and where.
--
-- TO        wail | alertmanager
-- PATH_TO   the path that is posted to
-- SEVERITY  the label of that name
-- BATCH     alerts in one body
-- OPEN      if above 0, so many alerts of each thread are repeated over and over
-- LIMIT     if above 0, how many alerts there are in all; then it ends
-- RUN       a word that makes the alerts of this run unlike those of any other

local to = os.getenv("TO")
local path = os.getenv("PATH_TO")
local severity = os.getenv("SEVERITY") or "critical"
local batch = tonumber(os.getenv("BATCH") or "1")
local open = tonumber(os.getenv("OPEN") or "0")
local limit = tonumber(os.getenv("LIMIT") or "0")
local run = os.getenv("RUN") or "r"

-- What began long ago would be old news.
local began = os.date("!%Y-%m-%dT%H:%M:%SZ")

local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

local head = "POST " .. path .. " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: "
local nothing_more = "GET /nothing HTTP/1.1\r\nHost: bench\r\n\r\n"
local annotations = '{"summary":"p99 latency above 2 s on this host",'
    .. '"description":"p99 has been above 2 seconds for 5 minutes; see the runbook"}'
local link = '"generatorURL":"http://127.0.0.1:9090/graph?g0.expr=latency"'

-- Every alert of a run has a label of its own, and a fingerprint that falls anywhere, as hashes do.
local function labels(n, uid)
    return '{"alertname":"HighLatency","instance":"10.0.' .. math.floor(n / 250) % 250 .. "." .. n % 250
        .. ':9100","job":"node","severity":"' .. severity .. '","uid":"' .. uid .. '"}'
end

local function alert(n, uid)
    local common = '"labels":' .. labels(n, uid) .. ',"annotations":' .. annotations
        .. ',"startsAt":"' .. began .. '",' .. link
    if to == "alertmanager" then
        return "{" .. common .. "}"
    end
    local fingerprint = string.format("%08x%08x", n * 2654435761 % 4294967296, number)
    return '{"status":"firing",' .. common
        .. ',"endsAt":"0001-01-01T00:00:00Z","fingerprint":"' .. fingerprint .. run .. '"}'
end

-- One alert is a group of its own; a batch is what is sent where nothing is grouped.
local function envelope(alerts, n, uid)
    if to == "alertmanager" then
        return "[" .. alerts .. "]"
    end
    local group, key, common = "{}", "{}:{}", '{"alertname":"HighLatency","job":"node"}'
    if uid then
        group = '{"uid":"' .. uid .. '"}'
        key = '{}:{uid=\\"' .. uid .. '\\"}'
        common = labels(n, uid)
    end
    return '{"receiver":"wail","status":"firing","alerts":[' .. alerts .. '],"groupLabels":' .. group
        .. ',"commonLabels":' .. common .. ',"commonAnnotations":' .. annotations
        .. ',"externalURL":"http://127.0.0.1:9093","version":"4","groupKey":"' .. key
        .. '","truncatedAlerts":0}'
end

-- `done` runs elsewhere and can only ask for globals.
kept, refused = 0, 0
local sent, share = 0, 0

function init()
    -- wrk asks the first thread for one request that it does not send, to see what they are like.
    sent = number == 0 and -1 or 0
    share = math.ceil(limit / (tonumber(os.getenv("THREADS")) * batch))
end

local function body()
    if batch == 1 then
        local n = open > 0 and sent % open or sent
        local uid = run .. "-" .. number .. "-" .. n
        return envelope(alert(n, uid), n, uid)
    end
    local alerts = {}
    for place = 1, batch do
        local n = sent * batch + place
        alerts[place] = alert(n, run .. "-" .. number .. "-" .. n)
    end
    return envelope(table.concat(alerts, ","))
end

function request()
    if share > 0 and sent >= share then
        return nothing_more
    end
    local text = body()
    sent = sent + 1
    return head .. #text .. "\r\n\r\n" .. text
end

-- Looking at every answer costs, so it is done only where an exact number is wanted.
if limit > 0 then
    function response(status)
        if status >= 200 and status < 300 then
            kept = kept + 1
            if kept >= share then
                -- Whoever started wrk waits for this line of each thread, and then stops it.
                io.write("SHARE DONE\n")
                io.flush()
                wrk.thread:stop()
            end
        elseif status ~= 404 then
            refused = refused + 1
        end
    end
end

function done(summary, latency)
    local all_kept, all_refused = 0, 0
    for _, thread in ipairs(threads) do
        all_kept = all_kept + thread:get("kept")
        all_refused = all_refused + thread:get("refused")
    end
    io.write(string.format(
        '\nRESULT {"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"max":%d,"refused":%d,"broken":%d,"kept":%d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
        limit > 0 and all_refused or summary.errors.status,
        summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
        all_kept))
end
