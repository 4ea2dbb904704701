"""The small language that every stage of s2sad speaks: values that are bound once, and structured control flow."""
