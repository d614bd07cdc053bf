-- One turn a request, for wrk. After `--`: a file of tokens, one a line, which take turns so that no conversation has
-- two messages waiting while there are more tokens than connections.
local requests, next = {}, 0

function init(arguments)
    local body = '{"content":"Could you tell me what the weather will be like in Lisbon tomorrow?"}'
    for token in io.lines(arguments[1]) do
        local headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
        requests[#requests + 1] = wrk.format("POST", "/chat", headers, body)
    end
end

function request()
    next = next % #requests + 1
    return requests[next]
end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
        e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
end
