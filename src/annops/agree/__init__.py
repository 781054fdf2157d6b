"""How far annotators agree, where they do not, and who and what stands out."""
