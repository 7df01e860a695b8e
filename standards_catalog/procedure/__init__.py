"""The life of a standard from 立项 to 复审: a guarded state machine and its screens."""
