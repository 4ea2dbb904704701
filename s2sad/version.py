"""The version of s2sad."""

VERSION = "0.1.0"
