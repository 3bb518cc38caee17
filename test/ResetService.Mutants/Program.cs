using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using ResetService.Tests.Support;
using ResetService.Tests.Tickets;
using StackExchange.Redis;

namespace ResetService.Mutants;

/// <summary>Changes one thing at a time in the Lua scripts: each change must turn a test red. Exit code 1 when one doesn't.</summary>
internal static class Program
{
    public static async Task Main()
    {
        var allRed = false;
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync((await Servers.Redis).ConnectionString + ",allowAdmin=true");
            allRed = Run(connection.GetServers().Single());
        }
        finally
        {
            await Servers.DisposeAsync();
        }

        Environment.Exit(allRed ? 0 : 1); // whatever a test that was left behind still waits for
    }

    private static bool Run(IServer redis)
    {
        var began = Stopwatch.GetTimestamp();
        var scripts = new Scripts();
        var recording = new Recording(redis, scripts);
        if (!IsGreen(recording)) return false;

        var mutants = scripts.Texts.SelectMany(script => LuaMutations.Of(script.Key, script.Value)).ToArray();
        var survivors = mutants.Where(mutant => Survives(mutant, scripts, recording, redis)).ToArray();
        scripts.PutBack();
        if (!IsGreen(recording)) return false;

        var unknown = survivors.Where(survivor => !Equivalents.Reasons.ContainsKey(survivor.Key)).ToArray();
        var outdated = Equivalents.Reasons.Keys.Except(survivors.Select(survivor => survivor.Key)).ToArray();
        foreach (var survivor in unknown) Console.WriteLine($"survives  {survivor}");
        foreach (var (script, change) in outdated) Console.WriteLine($"is no equivalent any more  {script}  {change}");

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        Console.WriteLine($"{mutants.Length} changes in {scripts.Texts.Count} scripts within {seconds} s: {mutants.Length - survivors.Length} turn a test red, {survivors.Length - unknown.Length} change nothing, {unknown.Length} survive");
        return unknown.Length + outdated.Length == 0;
    }

    // Before the first change and after the last: what is red in between is red because of a change.
    private static bool IsGreen(Recording recording)
    {
        if (ScriptTests.RunAll(recording) is not { } red) return true;

        Console.WriteLine($"is red without any change  {red}");
        return false;
    }

    private static bool Survives(Mutant mutant, Scripts scripts, Recording recording, IServer redis)
    {
        // As if no mutant had been before it. Each ticket test lives before the one that ran ahead of it, and would come to times before 1970 otherwise.
        redis.FlushAllDatabases();
        redis.ScriptFlush();
        TestsSoFar(null) = 0;

        scripts.Put(mutant);
        return ScriptTests.Run(recording.TestsOf(mutant.Script)) is null;
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "tests")]
    private static extern ref int TestsSoFar(TicketTest? type);
}
