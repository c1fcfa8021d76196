"""HTTP to code forges: one comment for each environment on a pull request, kept up to date."""
