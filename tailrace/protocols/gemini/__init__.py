"""Google's generateContent and streamGenerateContent?alt=sse (v1beta), read and written."""
