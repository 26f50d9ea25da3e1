"""The measurements that the README quotes, each a command: ``python -m benchmarks.names`` and so on."""
