-- Which version of a workflow and of a schema ran, where an answer broke the schema, which limit refused.
-- Rows of before have none of it. Most rows never will, and a column of one value costs next to nothing.
ALTER TABLE spans
    ADD COLUMN IF NOT EXISTS workflow_version UInt32                 CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS schema           LowCardinality(String) CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS schema_version   UInt32                 CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS invalid_path     LowCardinality(String) CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS limit            LowCardinality(String) CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS offline_fallback Bool                   CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS wait_us          UInt32                 CODEC(T64, ZSTD(1));
