-- Cells: sums over the requests (cls = 0) of one organisation, project, period and dimension values.
-- Every cell adds up, so any window is a sum of cells; query/cells.py names the same cells over raw rows.
--
-- `latency`, `ttft` and `overhead` are log-bucket histograms: bucket b = ceil(ln(us) / ln(1.02)) holds
-- (1.02^(b-1), 1.02^b] microseconds, and the value 1.02^b * (1 + 1/1.02) / 2 is within 1 % of all in it.
-- Latency counts success and error; `output_us` and `output_tokens` count successes with known tokens.
-- `period` is the start of the hour or of the UTC day. Views that read a rollup see only the new cells
-- of the insert at hand, which costs next to nothing. Granules are small because rows are large:
-- one value of a dimension is then read without its neighbours.
CREATE TABLE IF NOT EXISTS rollup_hour
(
    org_id      UInt32,
    project_id  UInt32,
    period      DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    provider    LowCardinality(String),
    model       LowCardinality(String),
    status      Enum8('success' = 1, 'error' = 2, 'throttled' = 3, 'cancelled' = 4),
    test_mode   Bool,
    environment LowCardinality(String),
    source      Enum8('gateway' = 1, 'otlp' = 2, 'sdk' = 3, 'import' = 4),
    n                  SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    successes          SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    errors             SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    throttled          SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    cancelled          SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    rescued            SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    attempts           SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    priced             SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    unpriced           SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    prompt_tokens      SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    completion_tokens  SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    cached_tokens      SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    cache_write_tokens SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    reasoning_tokens   SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    cost_usd           SimpleAggregateFunction(sum, Decimal(38, 10)) CODEC(ZSTD(1)),
    duration_us        SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    output_tokens      SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    output_us          SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    latency            SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) CODEC(ZSTD(1)),
    ttft               SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) CODEC(ZSTD(1)),
    overhead           SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toStartOfMonth(period)
ORDER BY (org_id, project_id, period, provider, model, status, test_mode, environment, source)
TTL period + INTERVAL 25 MONTH
SETTINGS index_granularity = 512, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS mv_rollup_hour TO rollup_hour AS
SELECT s.org_id AS org_id, s.project_id AS project_id,
       toStartOfHour(toDateTime(s.started_at, 'UTC')) AS period,
       s.provider AS provider, s.model AS model, s.status AS status,
       s.test_mode AS test_mode, s.environment AS environment, s.source AS source,
       count() AS n,
       countIf(s.status = 'success') AS successes,
       countIf(s.status = 'error') AS errors,
       countIf(s.status = 'throttled') AS throttled,
       countIf(s.status = 'cancelled') AS cancelled,
       countIf(s.status = 'success' AND s.attempts > 1) AS rescued,
       sum(s.attempts) AS attempts,
       countIf(s.cost_source != 'none') AS priced,
       countIf(s.cost_source = 'none' AND (s.status = 'success' OR s.known_tokens != 0)) AS unpriced,
       sum(s.prompt_tokens) AS prompt_tokens,
       sum(s.completion_tokens) AS completion_tokens,
       sum(s.cached_tokens) AS cached_tokens,
       sum(s.cache_write_tokens) AS cache_write_tokens,
       sum(s.reasoning_tokens) AS reasoning_tokens,
       sum(s.cost_usd) AS cost_usd,
       sumIf(s.duration_us, s.status IN ('success', 'error')) AS duration_us,
       sumIf(s.completion_tokens, s.status = 'success' AND bitTest(s.known_tokens, 1)) AS output_tokens,
       sumIf(s.duration_us, s.status = 'success' AND bitTest(s.known_tokens, 1)) AS output_us,
       sumMapIf(map(toUInt16(ceil(log(greatest(s.duration_us, 1)) / log(1.02))), toUInt64(1)), s.status IN ('success', 'error')) AS latency,
       sumMapIf(map(toUInt16(ceil(log(greatest(s.ttft_us, 1)) / log(1.02))), toUInt64(1)), s.has_ttft) AS ttft,
       sumMapIf(map(toUInt16(ceil(log(greatest(s.overhead_us, 1)) / log(1.02))), toUInt64(1)), s.has_overhead) AS overhead
FROM spans AS s
WHERE s.cls = 0
GROUP BY org_id, project_id, period, provider, model, status, test_mode, environment, source;

-- Whole UTC days of the same: long windows merge a twentieth of the histograms.
CREATE TABLE IF NOT EXISTS rollup_day AS rollup_hour
ENGINE = AggregatingMergeTree
PARTITION BY toStartOfMonth(period)
ORDER BY (org_id, project_id, period, provider, model, status, test_mode, environment, source)
TTL period + INTERVAL 25 MONTH
SETTINGS index_granularity = 512, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS mv_rollup_day TO rollup_day AS
SELECT r.org_id AS org_id, r.project_id AS project_id, toStartOfDay(r.period) AS period,
       r.provider AS provider, r.model AS model, r.status AS status,
       r.test_mode AS test_mode, r.environment AS environment, r.source AS source,
       sum(r.n) AS n,
       sum(r.successes) AS successes,
       sum(r.errors) AS errors,
       sum(r.throttled) AS throttled,
       sum(r.cancelled) AS cancelled,
       sum(r.rescued) AS rescued,
       sum(r.attempts) AS attempts,
       sum(r.priced) AS priced,
       sum(r.unpriced) AS unpriced,
       sum(r.prompt_tokens) AS prompt_tokens,
       sum(r.completion_tokens) AS completion_tokens,
       sum(r.cached_tokens) AS cached_tokens,
       sum(r.cache_write_tokens) AS cache_write_tokens,
       sum(r.reasoning_tokens) AS reasoning_tokens,
       sum(r.cost_usd) AS cost_usd,
       sum(r.duration_us) AS duration_us,
       sum(r.output_tokens) AS output_tokens,
       sum(r.output_us) AS output_us,
       sumMap(r.latency) AS latency,
       sumMap(r.ttft) AS ttft,
       sumMap(r.overhead) AS overhead
FROM rollup_hour AS r
GROUP BY org_id, project_id, period, provider, model, status, test_mode, environment, source;

-- No dimension at all: what every overview asks first, by the hour so that any zone's days can be made.
CREATE TABLE IF NOT EXISTS rollup_total_hour
(
    org_id     UInt32,
    project_id UInt32,
    period     DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    test_mode  Bool,
    n                  SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    successes          SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    errors             SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    throttled          SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    cancelled          SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    rescued            SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    attempts           SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    priced             SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    unpriced           SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    prompt_tokens      SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    completion_tokens  SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    cached_tokens      SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    cache_write_tokens SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    reasoning_tokens   SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    cost_usd           SimpleAggregateFunction(sum, Decimal(38, 10)) CODEC(ZSTD(1)),
    duration_us        SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    output_tokens      SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    output_us          SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    latency            SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) CODEC(ZSTD(1)),
    ttft               SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) CODEC(ZSTD(1)),
    overhead           SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toStartOfMonth(period)
ORDER BY (org_id, project_id, period, test_mode)
TTL period + INTERVAL 25 MONTH
SETTINGS index_granularity = 512, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS mv_rollup_total_hour TO rollup_total_hour AS
SELECT r.org_id AS org_id, r.project_id AS project_id, r.period AS period, r.test_mode AS test_mode,
       sum(r.n) AS n,
       sum(r.successes) AS successes,
       sum(r.errors) AS errors,
       sum(r.throttled) AS throttled,
       sum(r.cancelled) AS cancelled,
       sum(r.rescued) AS rescued,
       sum(r.attempts) AS attempts,
       sum(r.priced) AS priced,
       sum(r.unpriced) AS unpriced,
       sum(r.prompt_tokens) AS prompt_tokens,
       sum(r.completion_tokens) AS completion_tokens,
       sum(r.cached_tokens) AS cached_tokens,
       sum(r.cache_write_tokens) AS cache_write_tokens,
       sum(r.reasoning_tokens) AS reasoning_tokens,
       sum(r.cost_usd) AS cost_usd,
       sum(r.duration_us) AS duration_us,
       sum(r.output_tokens) AS output_tokens,
       sum(r.output_us) AS output_us,
       sumMap(r.latency) AS latency,
       sumMap(r.ttft) AS ttft,
       sumMap(r.overhead) AS overhead
FROM rollup_hour AS r
GROUP BY org_id, project_id, period, test_mode;
