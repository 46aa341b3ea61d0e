"""OpenAI's Responses format, read and written, without the state that its server keeps."""
