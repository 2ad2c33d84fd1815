-- What wrk does besides asking: posts a form if it is given one, and prints one line of numbers without units.
--
--     wrk ... -s load.lua URL [-- FORM]
--     RESULT REQUESTS-PER-SECOND FAILURES P99-IN-MICROSECONDS MEAN-BYTES-OF-AN-ANSWER

function init(args)
    if args[1] then
        local form = assert(io.open(args[1], "rb"))
        wrk.method = "POST"
        wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
        wrk.body = form:read("*a")
        form:close()
    end
end

function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    print(string.format("RESULT %.0f %d %d %.0f", summary.requests * 1e6 / summary.duration, failed,
        latency:percentile(99), summary.bytes / math.max(summary.requests, 1)))
end
