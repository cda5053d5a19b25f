-- wrk's own report leaves out p99.9, and is for people.
function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        '{"requests": %d, "microseconds": %d, "errors": %d, "p50": %.0f, "p99": %.0f, "p999": %.0f}\n',
        summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
