"""An example of onrecord's plugins. Each module is what an entry point in `pyproject.toml` names."""
