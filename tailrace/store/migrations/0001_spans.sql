-- One immutable row per span, written once, when the span ends.
-- Sorting key: a tenant's rows are contiguous; `cls` first keeps the rows that count together.
--
-- Bytes (1 M requests with one attempt each, 12 models, users, two customer keys): 46 per request,
-- indexes included. Ids of neighbouring rows are near each other (core/ids.py), and so are start times:
-- Delta, then T64. Costs are multiples of a price: GCD, then T64.
--
-- Request and attempt: an attempt's request has its span id with the low 8 bits cleared. Where an
-- attempt's trace, parent, user, session, customer data and tags are its request's, they are left empty.
--
-- Traces: a request that starts its own trace has trace_low = span_id, so `ix_span` finds it. Only
-- traces that callers brought along need a bloom filter; `foreign_trace` is 0 for all others. Look one up with
-- trace_low = {low} AND trace_high = {high} AND (span_id = {low} OR foreign_trace = {low}).
CREATE TABLE IF NOT EXISTS spans
(
    org_id             UInt32,
    project_id         UInt32,
    cls                UInt8,                         -- 0 counts, 1 attempt, 2 context
    started_at         DateTime64(6, 'UTC')           CODEC(Delta(8), T64, ZSTD(1)),
    span_id            UInt64                         CODEC(Delta(8), T64, ZSTD(1)),
    trace_high         UInt64                         CODEC(Delta(8), ZSTD(1)),
    trace_low          UInt64                         CODEC(Delta(8), T64, ZSTD(1)),
    foreign_trace      UInt64                         ALIAS if(trace_low = span_id, 0, trace_low),
    parent_span_id     UInt64                         CODEC(Delta(8), ZSTD(1)),
    kind               Enum8('request' = 1, 'attempt' = 2),
    source             Enum8('gateway' = 1, 'otlp' = 2, 'sdk' = 3, 'import' = 4),
    name               LowCardinality(String)         CODEC(ZSTD(1)),
    test_mode          Bool,
    -- who
    key_id             UInt32                         CODEC(T64, ZSTD(1)),
    environment        LowCardinality(String)         CODEC(ZSTD(1)),
    user               String                         CODEC(ZSTD(3)),
    session            String                         CODEC(ZSTD(3)),
    -- what
    operation          LowCardinality(String)         CODEC(ZSTD(1)),
    workflow           LowCardinality(String)         CODEC(ZSTD(1)),
    requested_provider LowCardinality(String)         CODEC(ZSTD(1)),
    requested_model    LowCardinality(String)         CODEC(ZSTD(1)),
    provider           LowCardinality(String)         CODEC(ZSTD(1)),
    model              LowCardinality(String)         CODEC(ZSTD(1)),
    streamed           Bool                           CODEC(ZSTD(1)),
    position           UInt8                          CODEC(ZSTD(1)),  -- attempts: 1..n
    attempts           UInt8                          CODEC(ZSTD(1)),  -- requests: number of attempts
    -- outcome
    status             Enum8('success' = 1, 'error' = 2, 'throttled' = 3, 'cancelled' = 4) CODEC(ZSTD(1)),
    http_status        UInt16                         CODEC(ZSTD(1)),
    error_class        LowCardinality(String)         CODEC(ZSTD(1)),
    error_type         LowCardinality(String)         CODEC(ZSTD(1)),
    error_message      String                         CODEC(ZSTD(1)),
    finish_reason      LowCardinality(String)         CODEC(ZSTD(1)),
    -- numbers; the has_ flags tell unknown from zero
    duration_us        UInt64                         CODEC(T64, ZSTD(1)),
    ttft_us            UInt64                         CODEC(T64, ZSTD(1)),
    has_ttft           Bool                           CODEC(ZSTD(1)),
    overhead_us        UInt32                         CODEC(T64, ZSTD(1)),
    has_overhead       Bool                           CODEC(ZSTD(1)),
    prompt_tokens      UInt32                         CODEC(T64, ZSTD(1)),
    completion_tokens  UInt32                         CODEC(T64, ZSTD(1)),
    cached_tokens      UInt32                         CODEC(T64, ZSTD(1)),
    cache_write_tokens UInt32                         CODEC(T64, ZSTD(1)),
    reasoning_tokens   UInt32                         CODEC(T64, ZSTD(1)),
    known_tokens       UInt8                          CODEC(ZSTD(1)),  -- bits: 1 prompt, 2 completion, 4 cached, 8 cache write, 16 reasoning
    cost_usd           Decimal(18, 10)                CODEC(GCD, T64, ZSTD(1)),
    cost_source        Enum8('none' = 0, 'priced' = 1, 'reported' = 2) CODEC(ZSTD(1)),
    price_version      LowCardinality(String)         CODEC(ZSTD(1)),
    -- free form
    tags               Array(LowCardinality(String))  CODEC(ZSTD(1)),
    customer_data      Map(LowCardinality(String), String) CODEC(ZSTD(3)),
    customer_items     Array(String) ALIAS arrayMap((k, v) -> concat(k, '=', v), mapKeys(customer_data), mapValues(customer_data)),
    attributes         String                         CODEC(ZSTD(3)),
    input_preview      String                         CODEC(ZSTD(3)),
    output_preview     String                         CODEC(ZSTD(3)),
    body_state         Enum8('none' = 0, 'stored' = 1, 'cut' = 2, 'withheld' = 3) CODEC(ZSTD(1)),
    input_bytes        UInt32                         CODEC(T64, ZSTD(1)),
    output_bytes       UInt32                         CODEC(T64, ZSTD(1)),
    -- bookkeeping
    retention_days     UInt16                         CODEC(ZSTD(1)),
    ingested_at        DateTime('UTC') DEFAULT now()  CODEC(Delta(4), ZSTD(1)),
    INDEX ix_trace   trace_low       TYPE minmax             GRANULARITY 4,
    INDEX ix_foreign foreign_trace   TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX ix_span    span_id         TYPE minmax             GRANULARITY 4,
    INDEX ix_user    user            TYPE bloom_filter(0.01) GRANULARITY 2,
    INDEX ix_session session         TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX ix_items   customer_items  TYPE text(tokenizer = 'array'),
    INDEX ix_status  status          TYPE set(8)             GRANULARITY 4,
    INDEX ix_model   model           TYPE set(64)            GRANULARITY 16,
    INDEX ix_time    duration_us     TYPE minmax             GRANULARITY 4,
    INDEX ix_cost    cost_usd        TYPE minmax             GRANULARITY 4
)
ENGINE = ReplacingMergeTree(ingested_at)
PARTITION BY (retention_days, if(retention_days <= 31, toStartOfWeek(started_at, 1), toStartOfMonth(started_at)))
PRIMARY KEY (org_id, project_id, cls, started_at)
ORDER BY (org_id, project_id, cls, started_at, span_id)
TTL toDateTime(started_at) + toIntervalDay(retention_days)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
         index_granularity = 2048, index_granularity_bytes = 67108864, min_compress_block_size = 16384;

-- Bodies live apart, so that lists never read them; small granules make one body a small read.
CREATE TABLE IF NOT EXISTS payloads
(
    org_id         UInt32,
    project_id     UInt32,
    started_at     DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    span_id        UInt64               CODEC(Delta(8), ZSTD(1)),
    input          String               CODEC(ZSTD(3)),
    output         String               CODEC(ZSTD(3)),
    retention_days UInt16               CODEC(ZSTD(1)),
    ingested_at    DateTime('UTC') DEFAULT now() CODEC(Delta(4), ZSTD(1))
)
ENGINE = ReplacingMergeTree(ingested_at)
PARTITION BY (retention_days, if(retention_days <= 31, toStartOfWeek(started_at, 1), toStartOfMonth(started_at)))
PRIMARY KEY (org_id, project_id, started_at)
ORDER BY (org_id, project_id, started_at, span_id)
TTL toDateTime(started_at) + toIntervalDay(retention_days)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
         index_granularity = 1024, index_granularity_bytes = 33554432;

-- What each writer process numbered and what of it is stored: `last_number` beyond `lines` is a gap.
-- One row per drained segment goes in, merges leave one per process, so years of it stay small.
CREATE TABLE IF NOT EXISTS writers
(
    process      String,
    last_number  SimpleAggregateFunction(max, UInt64),
    lines        SimpleAggregateFunction(sum, UInt64),
    records      SimpleAggregateFunction(sum, UInt64),
    newest_at    SimpleAggregateFunction(max, DateTime64(6, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY process
SETTINGS non_replicated_deduplication_window = 10000;
