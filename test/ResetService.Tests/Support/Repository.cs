namespace ResetService.Tests.Support;

/// <summary>The working tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo directory) =>
        File.Exists(Path.Combine(directory.FullName, "ResetService.sln")) ? directory.FullName
        : Find(directory.Parent ?? throw new DirectoryNotFoundException("The tests don't run inside the repository."));
}
