"""What a project keeps logs of: one file is one register, its row model says everything."""
