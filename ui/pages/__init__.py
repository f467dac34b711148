"""The screens. Each stands alone on `Page`; `registry` says which there are; none is imported before use."""
