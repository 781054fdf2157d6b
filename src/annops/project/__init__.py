"""The models of the project definition, annops.yaml."""
