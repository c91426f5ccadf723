"""The article page as plain values, put together for every face that shows one."""
