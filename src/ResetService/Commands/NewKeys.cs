using ResetService.Hosting;

namespace ResetService.Commands;

internal static class NewKeys
{
    /// <summary>Prints a key for each purpose, as environment variables. Nothing keeps them but who reads this.</summary>
    public static int Print()
    {
        Console.WriteLine($"Keys__Current={KeyOptions.Draw()}");
        Console.WriteLine($"Keys__Address={KeyOptions.Draw()}");
        return 0;
    }
}
