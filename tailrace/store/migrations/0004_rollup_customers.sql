-- Users and the customer's own keys can have very many values: by UTC day, and without histograms.
-- `dimension` is `user` or `customer.<path>`; a request without the path is in no row of it.
CREATE TABLE IF NOT EXISTS rollup_customer_day
(
    org_id     UInt32,
    project_id UInt32,
    dimension  LowCardinality(String),
    period     DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    value      String CODEC(ZSTD(1)),
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
    output_us          SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toStartOfMonth(period)
ORDER BY (org_id, project_id, dimension, period, value, test_mode)
TTL period + INTERVAL 13 MONTH
SETTINGS index_granularity = 512, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS mv_rollup_customer_day TO rollup_customer_day AS
SELECT s.org_id AS org_id, s.project_id AS project_id, slice.1 AS dimension,
       toStartOfDay(toDateTime(s.started_at, 'UTC')) AS period, slice.2 AS value,
       s.test_mode AS test_mode,
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
       sumIf(s.duration_us, s.status = 'success' AND bitTest(s.known_tokens, 1)) AS output_us
FROM spans AS s
ARRAY JOIN arrayConcat(
    [('user', s.user)],
    arrayMap((path, value) -> (concat('customer.', path), value),
             mapKeys(s.customer_data), mapValues(s.customer_data))) AS slice
WHERE s.cls = 0
GROUP BY org_id, project_id, dimension, period, value, test_mode;

-- Weeks of seven UTC days, counted from 1970-01-01: over a month each busy user is then in a handful
-- of rows, not in thirty.
CREATE TABLE IF NOT EXISTS rollup_customer_week AS rollup_customer_day
ENGINE = AggregatingMergeTree
PARTITION BY toStartOfMonth(period)
ORDER BY (org_id, project_id, dimension, period, value, test_mode)
TTL period + INTERVAL 13 MONTH
SETTINGS index_granularity = 512, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS mv_rollup_customer_week TO rollup_customer_week AS
SELECT r.org_id AS org_id, r.project_id AS project_id, r.dimension AS dimension,
       toDateTime(intDiv(toUnixTimestamp(r.period), 604800) * 604800, 'UTC') AS period,
       r.value AS value, r.test_mode AS test_mode,
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
       sum(r.output_us) AS output_us
FROM rollup_customer_day AS r
GROUP BY org_id, project_id, dimension, period, value, test_mode;
