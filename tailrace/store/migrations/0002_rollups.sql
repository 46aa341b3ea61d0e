-- Hourly cells. `latency`, `ttft` and `overhead` are log-bucket histograms: bucket b = ceil(ln(us) / ln(1.02))
-- holds (1.02^(b-1), 1.02^b] microseconds; the value 1.02^b * (1 + 1/1.02) / 2 is within 1 % of all in it.
-- Merging is addition, so the bound survives any merge. query/catalog.py computes the same buckets from raw rows.
-- Populations: latency counts success and error; output_us and output_tokens count successes with known tokens.
CREATE TABLE IF NOT EXISTS rollup_hour
(
    org_id UInt32, project_id UInt32, hour DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    cls UInt8, test_mode Bool, environment LowCardinality(String), source LowCardinality(String),
    provider LowCardinality(String), model LowCardinality(String), status LowCardinality(String),
    n SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    rescued SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    attempts SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    priced SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    unpriced SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    prompt_tokens SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    completion_tokens SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    cached_tokens SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    cache_write_tokens SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    reasoning_tokens SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    cost_usd SimpleAggregateFunction(sum, Decimal(38, 10)) CODEC(ZSTD(1)),
    duration_us SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    output_tokens SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    output_us SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    latency SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) CODEC(ZSTD(1)),
    ttft SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) CODEC(ZSTD(1)),
    overhead SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toStartOfMonth(hour)
ORDER BY (org_id, project_id, cls, hour, provider, model, status, test_mode, environment, source)
TTL hour + INTERVAL 25 MONTH
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS mv_rollup_hour TO rollup_hour AS
SELECT org_id, project_id, toStartOfHour(toDateTime(started_at, 'UTC')) AS hour, cls, test_mode, environment,
       CAST(source, 'String') AS source, provider, model, CAST(status, 'String') AS status,
       count() AS n,
       countIf(status = 'success' AND attempts > 1) AS rescued,
       sum(s.attempts) AS attempts,
       countIf(cost_source != 'none') AS priced,
       countIf(cost_source = 'none' AND (status = 'success' OR known_tokens != 0)) AS unpriced,
       sum(s.prompt_tokens) AS prompt_tokens, sum(s.completion_tokens) AS completion_tokens,
       sum(s.cached_tokens) AS cached_tokens, sum(s.cache_write_tokens) AS cache_write_tokens,
       sum(s.reasoning_tokens) AS reasoning_tokens, sum(s.cost_usd) AS cost_usd,
       sumIf(s.duration_us, status IN ('success', 'error')) AS duration_us,
       sumIf(s.completion_tokens, status = 'success' AND bitTest(known_tokens, 1)) AS output_tokens,
       sumIf(s.duration_us, status = 'success' AND bitTest(known_tokens, 1)) AS output_us,
       sumMapIf(map(toUInt16(ceil(log(greatest(s.duration_us, 1)) / log(1.02))), toUInt64(1)), status IN ('success', 'error')) AS latency,
       sumMapIf(map(toUInt16(ceil(log(greatest(s.ttft_us, 1)) / log(1.02))), toUInt64(1)), has_ttft) AS ttft,
       sumMapIf(map(toUInt16(ceil(log(greatest(s.overhead_us, 1)) / log(1.02))), toUInt64(1)), has_overhead) AS overhead
FROM spans AS s WHERE cls <= 1
GROUP BY org_id, project_id, hour, cls, test_mode, environment, source, provider, model, status;
