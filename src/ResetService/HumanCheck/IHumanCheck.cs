using System.Net;
using ResetService.Hosting;

namespace ResetService.HumanCheck;

/// <summary>Is a person there?</summary>
internal interface IHumanCheck
{
    /// <summary>Judges a proof and spends it.</summary>
    /// <param name="proof">What the caller sent, if anything.</param>
    /// <param name="level">
    /// How much is asked of this caller: 0 of everyone, each level more twice as much. Only <see cref="Altcha"/> knows levels. It counts who asks,
    /// so it is called for a genuine proof alone: nobody makes it harder for an address without work of his own.
    /// </param>
    /// <param name="clientAddress">Where the call comes from.</param>
    /// <param name="cancellation">Ends with the call.</param>
    /// <returns>Null when a person is there, else the answer for whoever isn't one.</returns>
    Task<Refusal?> CheckAsync(string? proof, Func<Task<int>> level, IPAddress? clientAddress, CancellationToken cancellation);
}

/// <summary>The check that is switched off: everyone is a person.</summary>
internal sealed class NoCheck : IHumanCheck
{
    public Task<Refusal?> CheckAsync(string? proof, Func<Task<int>> level, IPAddress? clientAddress, CancellationToken cancellation) => Task.FromResult<Refusal?>(null);
}
